import type { BackupRecord } from '../core/backup.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import type { JobQueue } from './jobQueue.ts';

/** How the verification of one backup ended. `failed`: it could not be examined, which says nothing about the archive. */
export interface VerificationResult {
  id: string;
  filename: string;
  outcome: 'verified' | 'corrupt' | 'missing' | 'failed';
  /** As it is now; null when it failed. */
  record: BackupRecord | null;
  error: { message: string; hint: string | null } | null;
}

export interface VerificationState {
  /** The archive that is read, or waits for its turn in the queue; `share` of its bytes, 0 to 1. Null when nothing is on. */
  current: { id: string; filename: string; share: number } | null;
  /** Archives of this round that are done, and all of it; both stay until the next round begins. */
  done: number;
  total: number;
  /** Of this round, in the order in which they ended. */
  results: readonly VerificationResult[];
}

/** Verifies archives of this tab one by one, each in a turn of its own in the queue, and lets every page watch. */
export interface VerificationRunner extends Observable<VerificationState> {
  /**
   * Verifies these backups, in this order, behind those that wait already. One that waits or is being read is not verified twice.
   * @returns their results, in the order of `ids`.
   * @throws AbortError when it is cancelled, by `cancel` or in the queue.
   */
  verify(ids: readonly string[]): Promise<VerificationResult[]>;
  /** Verifies every backup that should have an archive, those first whose last verification is longest ago. As `verify`. */
  verifyAll(): Promise<VerificationResult[]>;
  /** Ends the round; what was verified stays so. Does nothing when nothing is on. */
  cancel(): void;
}

export function createVerificationRunner(_services: Services, _queue: JobQueue): VerificationRunner {
  const state = createObservable<VerificationState>({ current: null, done: 0, total: 0, results: [] });
  const verify = async (): Promise<VerificationResult[]> => {
    throw new Error('Not built yet');
  };
  return { ...state, verify, verifyAll: verify, cancel: () => undefined };
}
