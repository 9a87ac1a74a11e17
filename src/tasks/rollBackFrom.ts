import { HoldfastError } from '../core/HoldfastError.ts';
import type { RestoreRecord } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { LeftOver, RestProgress } from './restoreOverRest.ts';

/** What became of rolling back. */
export interface RolledBack {
  /** Rows that were taken back. */
  rows: number;
  /** Empty when everything is as it was before the restore. */
  left: readonly LeftOver[];
}

/**
 * Takes back a restore over REST that stopped in the middle, because its tab died or its own rolling back failed: whatever rows of it differ from its
 * pre-restore backup are set back, and read again. Rows that it would not have written are left alone. May be repeated.
 * @throws HoldfastError `not-found` when one of the two backups is not in this browser, `archive-damaged`; of the live project as
 *   `createBackup`'s reading; AbortError.
 */
export async function rollBackFrom(
  _services: Services,
  _record: Pick<RestoreRecord, 'request' | 'preRestoreBackupId'>,
  _signal: AbortSignal,
  _onProgress: (progress: RestProgress) => void = () => undefined,
): Promise<RolledBack> {
  throw new HoldfastError('helper-missing', 'Rolling back without the helper is not there yet.');
}
