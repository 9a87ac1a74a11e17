import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import type { RestoreRecord } from '../core/restore.ts';
import { phaseOf, withPhase, withPhasesEnded } from '../core/restoreRecord.ts';
import type { Services } from '../ports/Services.ts';
import { askWhatBecame } from './applySurely.ts';
import { recordAct } from './recordAct.ts';
import { endOwnMaintenance } from './restoreMaintenance.ts';
import { outcomeWords, type RestoreEnd } from './restoreRun.ts';
import { runLock } from './runLock.ts';
import type { RetryContext } from './withRetries.ts';

/**
 * Finds out what became of restores whose tab died or whose answer was lost, writes it into their records, and turns off the maintenance that
 * they left on. Restores that a living tab is at work on are left alone.
 * @returns the records that changed.
 * @throws HoldfastError `sign-in-required`, `storage-failed`, as RestoreServer; AbortError.
 */
export async function settleRestores(services: Services, signal: AbortSignal): Promise<RestoreRecord[]> {
  const { project, restores, clock, host, lock } = services;
  const open = (await restores.list(project.id)).filter(isOpen);
  if (open.length === 0) return [];
  const context = { session: project.openSession(), clock, host, signal, onSignInNeeded: () => undefined };
  const settled: RestoreRecord[] = [];
  for (const { id } of open) {
    if (await lock.isHeld(runLock(id))) continue;
    const record = await lock.run(runLock(id), () => settle(services, context, id), { signal });
    if (record !== null) settled.push(record);
  }
  return settled;
}

/** Whether anything of it is left to be found out or done. */
function isOpen({ state, maintenanceUntil }: RestoreRecord): boolean {
  return state === 'running' || state === 'unknown' || maintenanceUntil !== null;
}

/** The record as it was written; null when there was nothing to do, or it is still not known. */
async function settle(services: Services, context: RetryContext, id: string): Promise<RestoreRecord | null> {
  const record = await services.restores.get(id);
  if (record === null || !isOpen(record)) return null; // another tab was first
  const now = new Date(services.clock.now()).toISOString();
  let known = record;
  if (record.state === 'running' || record.state === 'unknown') {
    const end = await endOf(context, record, now);
    if (end === null) return null;
    // When it ended, nobody saw: that it was asked about now, or that its tab gave up waiting then, says nothing of how long it took.
    known = { ...withPhasesEnded(record, null), ...end, endedAt: null };
    // Written before maintenance is looked at, which may fail.
    await services.restores.put(known);
    await recordAct(services, 'restore', known.backup.id, known.state, outcomeWords(known));
  }
  if (known.maintenanceUntil === null) return known;
  const message = await leaveMaintenance(context, known, services.clock.now());
  const state = message === null ? ('done' as const) : ('failed' as const);
  const off = { state, startedAt: now, endedAt: now, message };
  const last = withPhase({ ...known, maintenanceUntil: null }, 'maintenance off', off);
  await services.restores.put(last);
  return last;
}

const rehearseAgain = 'Rehearse it and restore again.';

/** How a restore ended whose tab is gone; null while nobody can tell. */
async function endOf(context: RetryContext, record: RestoreRecord, now: string): Promise<RestoreEnd | null> {
  if (record.way === 'rest') return endOfRest(record);
  const isApplied = phaseOf(record, 'apply')?.state === 'done';
  // Of rows that were sent only the project knows what became: that they were to be written may have found no room in this browser.
  if (phaseOf(record, 'send')?.state === 'waiting') {
    const message = 'The tab was closed before anything was written.';
    return { state: 'nothing-written', error: { code: 'interrupted', message, hint: rehearseAgain } };
  }
  if (isForgotten(record, now)) {
    if (isApplied) return { state: 'restored', error: null };
    if (record.state === 'unknown') return null; // it says so already
    const message = 'What became of it cannot be found out any more: the project remembers restores for thirty days.';
    return { state: 'unknown', error: { code: null, message, hint: 'Compare the backup with the project.' } };
  }
  const lost = new HoldfastError('interrupted', 'The tab was closed while the project was at work.');
  const became = await askWhatBecame(context, record.id, record.state === 'running' ? lost : null);
  if (became.kind === 'unknown') return null;
  if (became.kind === 'not applied' && isApplied) return { state: 'restored', error: null };
  if (became.kind === 'not applied') return { state: 'nothing-written', error: describeError(became.error) };
  const { tables, undoUntil, appliedAt } = became.report;
  const applied = isApplied ? record : withPhase(record, 'apply', { state: 'done', endedAt: appliedAt, message: null });
  const { phases } = withPhasesEnded(applied, null);
  // When it was undone, the list of the project's restores tells.
  return became.undone
    ? { state: 'undone', error: null, tables, undoUntil: null, phases }
    : { state: 'restored', error: null, tables, undoUntil, phases };
}

/** Days that the project remembers an applied restore, less one for clocks that differ. */
const rememberedDays = 29;

function isForgotten({ startedAt }: RestoreRecord, now: string): boolean {
  return Date.parse(now) - Date.parse(startedAt) > rememberedDays * 24 * 3_600_000;
}

/** Over REST nobody but the tab itself knew how far it had come. */
function endOfRest(record: RestoreRecord): RestoreEnd {
  const [apply, back] = [phaseOf(record, 'apply'), phaseOf(record, 'roll back')];
  if (apply?.state === 'waiting') {
    const message = 'The tab was closed before anything was written.';
    return { state: 'nothing-written', error: { code: 'interrupted', message, hint: rehearseAgain } };
  }
  if (apply?.state === 'done') return { state: 'restored', error: null };
  if (back?.state === 'done') return { state: 'rolled-back', error: record.error };
  const message = 'The tab was closed while rows were written one request after the other: some are written, some not.';
  return { state: 'in-between', error: { code: 'interrupted', message, hint: 'Take back what it wrote.' } };
}

/** @returns until when it stays on, a sentence; null when it is off. */
async function leaveMaintenance(context: RetryContext, record: RestoreRecord, now: number): Promise<string | null> {
  const isOver = Date.parse(record.maintenanceUntil ?? '') <= now;
  return isOver ? null : await endOwnMaintenance(context, record);
}
