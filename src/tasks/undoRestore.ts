import type { RestoreRecord } from '../core/restore.ts';
import type { ApplyReport } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';

export interface UndoneRestore {
  report: ApplyReport;
  /** This browser's record of the restore; null when another browser made it. */
  record: RestoreRecord | null;
}

/**
 * Takes a restore back from the copies that the helper keeps for a day: in one transaction, or not at all. Any browser can.
 * @throws HoldfastError `undo-impossible` when the tables changed since, or the copies are gone: restoring the pre-restore backup is what is
 *   left; `restore-busy`, `denied`, `helper-missing`; as RestoreServer; AbortError before it was sent.
 */
export async function undoRestore(
  _services: Services,
  _restoreId: string,
  _signal: AbortSignal,
): Promise<UndoneRestore> {
  throw new Error('Not yet.');
}
