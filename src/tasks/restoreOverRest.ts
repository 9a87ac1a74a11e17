import type { RestoredTable, RestorePlan } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { RestConflicts } from './findRestConflicts.ts';
import type { RestoreSides } from './rehearse.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import type { RetryContext } from './withRetries.ts';

export interface RestOfRestore {
  plan: RestorePlan;
  /** `live` is the pre-restore backup: what is taken back comes from it. */
  sides: RestoreSides;
  changes: RestoreChanges;
  /** Rows that are not written. */
  leftOut: RestConflicts['leftOut'];
  onProgress(phase: 'apply' | 'roll back', share: number): void;
}

/** Thrown by a restore over REST that did not come through, after it took back what it had written. */
export class RestoreTakenBack extends Error {
  /** Why it failed. */
  override readonly cause: unknown;
  /** False when nothing had been written yet. */
  readonly written: boolean;
  /** What could not be taken back, in sentences; empty when all is as before. */
  readonly left: readonly string[];

  constructor(cause: unknown, { written, left }: { written: boolean; left: readonly string[] }) {
    super('The restore failed.');
    this.cause = cause;
    this.written = written;
    this.left = left;
  }
}

/**
 * Writes the changes of a restore request by request, in the order of foreign keys, and compares the numbers of rows that were touched with
 * those that were sent. On failure it takes back what it wrote.
 * @param context its session is used; its signal is the caller's, which does not abort it for the person: half of it would be written.
 * @returns what was done, by table.
 * @throws RestoreTakenBack
 */
export async function restoreOverRest(
  _services: Services,
  _context: RetryContext,
  _restore: RestOfRestore,
): Promise<RestoredTable[]> {
  throw new Error('Not yet.');
}
