import type { Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import type { ProjectState } from './projectInspector.ts';

/** How the trail of this browser and that of the project stand to each other. */
export interface TrailSyncState {
  /**
   * `shared`: the project keeps the trail. Else it is kept in this browser only: `no-helper` and `older-helper` (version 1) until the helper is
   * installed or updated; `unknown` while the project was not asked, or nobody who may is signed in.
   */
  where: 'unknown' | 'no-helper' | 'older-helper' | 'shared';
  /** An exchange is on. */
  running: boolean;
  /** Entries of this browser that the project lacks. */
  pending: number;
  /** ISO instant of the last exchange that went through, also on an earlier day; null before. */
  syncedAt: string | null;
  /** Why the last exchange did not go through; it is tried again by itself. Null when it did. */
  error: { message: string; hint: string | null } | null;
}

export interface TrailSync extends Observable<TrailSyncState> {
  /** Exchanges entries with the project now, as far as it is possible. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Keeps this browser's trail and the project's in step. */
export function createTrailSync(
  _services: Pick<Services, 'audit' | 'project' | 'clock' | 'host'>,
  _inspector: Observable<ProjectState>,
): TrailSync {
  throw new Error('not there yet');
}
