import type { RestoreConflict, RestoreRequest } from '../core/restore.ts';
import type { RehearsalAnswer, RestoreOrder, VersionDigest } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import type { RetryContext } from './withRetries.ts';

export interface StageOptions {
  /** UUID of the restore, or of the rehearsal. */
  id: string;
  request: Pick<RestoreRequest, 'mode' | 'triggers' | 'conflicts'>;
  /** What the pre-restore backup read, by table; null in a rehearsal. */
  digests: ReadonlyMap<string, VersionDigest> | null;
  /** File name of the backup. */
  filename: string;
  sequences: RestoreOrder['sequences'];
  onProgress?: (progress: StageProgress) => void;
}

export interface StageProgress {
  /** Rows that were sent, and in all. */
  rowsDone: number;
  rows: number;
}

/** What was staged, and what the database says to it. */
export interface StagedRestore {
  order: RestoreOrder;
  /** As the server answered; tables by their place in `order`. */
  answer: RehearsalAnswer;
  /** The conflicts of `answer`, with rows by their numbers in the tables of the backup. */
  conflicts: RestoreConflict[];
}

/**
 * Sends the rows of a restore to the helper's staging tables and lets it find what cannot be written. No table of the project is touched.
 * May be repeated with the same id. What was staged stays: `RestoreServer.apply` or `end` comes next, also after an error.
 * @param context its session's `restore` is used; its signal stops everything.
 * @throws HoldfastError as RestoreServer, `archive-damaged`; AbortError.
 */
export async function stageRestore(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  changes: Pick<RestoreChanges, 'tables'>,
  options: StageOptions,
): Promise<StagedRestore> {
  throw new Error(`To be written: ${[services, context, changes, options].length}.`);
}
