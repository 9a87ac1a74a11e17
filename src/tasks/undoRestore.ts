import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { RestoreRecord } from '../core/restore.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { ApplyReport } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import { undoSurely } from './applySurely.ts';
import { recordAct } from './recordAct.ts';
import { takeBackRestore } from './takeBackRestore.ts';

export interface UndoneRestore {
  /** Null for a restore over REST: see `record`. */
  report: ApplyReport | null;
  /** This browser's record of the restore; null when another browser made it. */
  record: RestoreRecord | null;
}

/**
 * Takes a restore back from the copies that the helper keeps for a day: in one transaction, or not at all. Any browser can. One that was made
 * over REST is taken back row by row, from its pre-restore backup.
 * @param signal ends the waiting for a sign-in or a lost answer; what was sent is not stopped by it.
 * @param onSignIn it waits for the person to sign in again (true), or goes on (false).
 * @throws HoldfastError `undo-impossible` when the tables changed since, or there are no copies (any more): restoring the pre-restore backup
 *   is what is left; `restore-busy`, `restore-refused`, `denied`, `helper-missing`; as RestoreServer; AbortError.
 */
export async function undoRestore(
  services: Services,
  restoreId: string,
  signal: AbortSignal,
  onSignIn: (waiting: boolean) => void = () => undefined,
): Promise<UndoneRestore> {
  const { project, clock, host, restores } = services;
  const record = await restores.get(restoreId);
  if (record?.way === 'rest') return await undoOverRest(services, record, signal, onSignIn);
  const context = { session: project.openSession(), clock, host, signal, onSignInNeeded: onSignIn };
  const name = record?.backup.filename ?? `Restore ${restoreId}`;
  const backupId = record?.backup.id ?? null;
  let report: ApplyReport;
  try {
    report = await undoSurely(context, restoreId);
  } catch (error) {
    if (isAbort(error)) throw error;
    const told = isGone(error) ? noCopies('The project has no copies of it any more.', error) : error;
    const why = told instanceof Error ? told.message : String(told);
    await recordAct(services, 'restore', backupId, 'refused', `${name}: the restore was not undone. ${why}`);
    throw told;
  }
  const rows = report.tables.reduce((sum, { inserted, updated, deleted }) => sum + inserted + updated + deleted, 0);
  const details = `${name}: the restore was undone, ${countOf(rows, 'row')}.`;
  try {
    const undone = await noteUndone(services, restoreId, report);
    await recordAct(services, 'restore', backupId, 'undone', details);
    return { report, record: undone };
  } catch (error) {
    // It is undone, and the project knows: a browser without room does not make that a failure.
    console.warn('That the restore was undone could not be noted in this browser.', error);
    return { report, record };
  }
}

/** @throws HoldfastError `undo-impossible` when not all of it could be taken back. */
async function undoOverRest(
  services: Services,
  { id }: RestoreRecord,
  signal: AbortSignal,
  onSignIn: (waiting: boolean) => void,
): Promise<UndoneRestore> {
  const record = await takeBackRestore(services, id, signal, () => undefined, onSignIn);
  if (record.state !== 'in-between') return { report: null, record };
  const { message, hint } = record.error ?? { message: 'Not all of it could be taken back.', hint: null };
  throw new HoldfastError('undo-impossible', message, hint === null ? {} : { hint });
}

const isGone = (error: unknown) => error instanceof HoldfastError && error.code === 'restore-expired';

function noCopies(message: string, cause?: unknown): HoldfastError {
  const hint = 'Restore the pre-restore backup instead: its rehearsal shows what would change.';
  return new HoldfastError('undo-impossible', message, { hint, cause });
}

/** Notes it in this browser's record; null where it has none. */
async function noteUndone({ restores }: Services, id: string, report: ApplyReport): Promise<RestoreRecord | null> {
  const record = await restores.get(id);
  if (record === null) return null;
  const undone: RestoreRecord = { ...record, state: 'undone', undoneAt: report.appliedAt, undoUntil: null };
  await restores.put(undone);
  return undone;
}
