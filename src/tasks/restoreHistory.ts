import type { Observable } from '../core/observable.ts';
import type { RestoreRecord } from '../core/restore.ts';
import type { SharedRestore } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { ReadingError } from './rereading.ts';

/** A restore that this browser has a record of, or the project remembers, or both. */
export interface ListedRestore {
  id: string;
  /** ISO instant: when it was started here, or applied there. */
  at: string;
  /** Null when another browser made it. */
  record: RestoreRecord | null;
  /** Null when the project does not remember it, or was not asked. */
  shared: SharedRestore | null;
  /** ISO instant until which the project can undo it; null when it cannot, or cannot any more. */
  undoUntil: string | null;
}

interface RestoresState {
  status: 'loading' | 'ready' | 'error';
  /** Newest first. */
  restores: ListedRestore[];
  error: ReadingError | null;
  /** Whether the project's own list is in it. `none`: it has no helper that restores. */
  project: 'asking' | 'asked' | 'none' | 'failed';
}

export interface RestoreHistory extends Observable<RestoresState> {
  /** Reads the records and asks the project again. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Watches this browser's records of restores, and joins them with what the project remembers of all browsers', asked at `refresh`. */
export function createRestoreHistory(_services: Services): RestoreHistory {
  throw new Error('Not yet.');
}
