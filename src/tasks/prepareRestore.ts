import type { BackupProgress } from '../core/backupProgress.ts';
import type { RestorePlan, RestoreRequest } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { RowDifferences } from './rowDifferences.ts';

export interface RehearsalProgress {
  phase: 'opening' | 'reading' | 'comparing' | 'sending' | 'checking';
  /** The reading of the live project; its phase `sign-in` waits for the person. Null before. */
  live: BackupProgress | null;
  /** Share of the phase that is done, 0 to 1; null where it is not known. */
  share: number | null;
}

/** A restore that was rehearsed. It holds some bytes for every row that differs, and the live project's archive, until it is disposed of. */
export interface Rehearsal {
  plan: RestorePlan;
  /** The rows of a table that differ: `before` is the project, `after` the backup. Null where none does. */
  rows(table: string): RowDifferences | null;
  /** Removes what was only made for the rehearsal. Safe to call more than once. Never rejects. */
  dispose(): Promise<void>;
}

/**
 * Finds out what a restore would do. Nothing of the project's tables is written; what was staged with the helper is removed again.
 * @throws HoldfastError `not-found` when the backup or its file is not in this browser, `denied` without the permission to restore,
 *   `archive-damaged` when its manifest cannot be read; of the live project as `createBackup`'s reading; as RestoreServer; AbortError.
 *   What forbids the restore as it was asked for is no error: see `RestorePlan.refusals`.
 */
export async function prepareRestore(
  services: Services,
  request: RestoreRequest,
  signal: AbortSignal,
  onProgress: (progress: RehearsalProgress) => void = () => undefined,
): Promise<Rehearsal> {
  throw new Error(`To be written: ${[services, request, signal, onProgress].length}.`);
}
