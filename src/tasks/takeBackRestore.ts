import { HoldfastError } from '../core/HoldfastError.ts';
import { countLeftRows } from '../core/leftRows.ts';
import type { LeftRows, RestoreRecord } from '../core/restore.ts';
import { withPhase } from '../core/restoreRecord.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';
import { restoreAlone } from './restoreAlone.ts';
import type { RestProgress } from './restoreOverRest.ts';
import { outcomeWords } from './restoreRun.ts';
import { rollBackFrom } from './rollBackFrom.ts';

/** Whether a restore can be taken back from its pre-restore backup, row by row: it was made over REST, and rows of it may be written. */
export function canTakeBack({ way, state, preRestoreBackupId }: RestoreRecord): boolean {
  return way === 'rest' && (state === 'restored' || state === 'in-between') && preRestoreBackupId !== null;
}

/**
 * Takes a restore over REST back, whether it stopped in the middle or is to be undone, and keeps in its record and the audit trail what came of
 * it. May be repeated as long as something is left.
 * @returns the record: `undone` or `rolled-back` when all is as it was before, else `in-between` with what is left in its error.
 * @throws HoldfastError `undo-impossible` for other restores, `restore-busy`; as `rollBackFrom`, after which it may be tried again.
 */
export async function takeBackRestore(
  services: Services,
  restoreId: string,
  signal: AbortSignal,
  onProgress: (progress: RestProgress) => void = () => undefined,
  onSignIn: (waiting: boolean) => void = () => undefined,
): Promise<RestoreRecord> {
  return await restoreAlone(services, async () => {
    const record = await services.restores.get(restoreId);
    if (record === null || !canTakeBack(record)) {
      throw new HoldfastError('undo-impossible', 'There is nothing of this restore that could be taken back.');
    }
    const startedAt = new Date(services.clock.now()).toISOString();
    const { left } = await rollBackFrom(services, record, signal, onProgress, onSignIn);
    const endedAt = new Date(services.clock.now()).toISOString();
    const message = countLeftRows(left);
    const phase = { state: left.length === 0 ? ('done' as const) : ('failed' as const), startedAt, endedAt, message };
    const taken: RestoreRecord = { ...withPhase(record, 'roll back', phase), ...endOf(record, left, endedAt) };
    await services.restores.put(taken);
    await recordAct(services, 'restore', taken.backup.id, taken.state, outcomeWords(taken));
    return taken;
  });
}

function endOf({ state, error }: RestoreRecord, left: readonly LeftRows[], now: string): Partial<RestoreRecord> {
  const message = countLeftRows(left);
  if (message !== null) {
    const hint = 'Mend what it says, and take it back once more.';
    return {
      ...{ state: 'in-between', left },
      error: { code: 'restore-refused', message: `Not all of it could be taken back. ${message}`, hint },
    };
  }
  if (state === 'restored') return { state: 'undone', undoneAt: now, error: null, left };
  // Why it stopped stays true; what was to be done is done.
  return { state: 'rolled-back', error: error === null ? null : { ...error, hint: null }, left };
}
