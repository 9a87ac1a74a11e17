import { describeError, HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { countLeftRows } from '../core/leftRows.ts';
import type { RestoredTable } from '../core/restore.ts';
import { differencesToOutcome, differencesToPlan } from '../core/restoreDifferences.ts';
import { withPhase } from '../core/restoreRecord.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { ApplyReport, RestoreFacts, VersionDigest } from '../ports/RestoreServer.ts';
import { applySurely } from './applySurely.ts';
import { checkWritten } from './checkWritten.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { sequencesOf } from './rehearse.ts';
import type { RestoreChanges } from './restoreChanges.ts';
import { RestRestoreError, restoreOverRest, type WrittenOverRest } from './restoreOverRest.ts';
import { type RestoreEnd, type RestoreRun, Undecided } from './restoreRun.ts';
import { type StagedRestore, stageRestore } from './stageRestore.ts';
import { withRetries } from './withRetries.ts';

/** What a restore writes, found anew. */
export interface Compared {
  backup: ComparedArchive;
  /** The pre-restore backup. */
  live: ComparedArchive;
  /** The state of the tables that it holds; null without the helper. */
  digests: ReadonlyMap<string, VersionDigest> | null;
  facts: readonly RestoreFacts[];
  changes: RestoreChanges;
}

/** Sends the changes and has them written in one transaction, if they are those of the plan. @throws what stopped it; nothing was written. */
export async function writeWithHelper(run: RestoreRun, compared: Compared): Promise<RestoreEnd> {
  const { context } = run;
  let report: ApplyReport;
  try {
    await run.phase('send', () => send(run, compared));
    context.signal.throwIfAborted();
    report = await run.phase('apply', () => apply(run));
  } catch (error) {
    if (!(error instanceof Undecided)) await dropStaged(run);
    throw error;
  }
  const tables = report.tables.map((table): RestoredTable => table);
  await run.note({ tables, undoUntil: report.undoUntil });
  await recount(run, compared.changes, tables);
  return { state: 'restored', error: null };
}

async function send(run: RestoreRun, { backup, changes, digests }: Compared): Promise<void> {
  const { services, plan, context, record } = run;
  const { request } = plan;
  if (changes.tables.length === 0) demandPlanned(run, null);
  const staged = await stageRestore(services, context, changes, {
    ...{ id: record.id, request, digests },
    filename: plan.backup.filename,
    sequences: sequencesOf(backup),
    onProgress: ({ rowsDone, rows }) => run.tell({ share: rows === 0 ? null : rowsDone / rows }),
  });
  demandPlanned(run, staged);
  await run.note({ conflicts: staged.conflicts });
}

/** The numbers that were confirmed are what is done, or nothing is. @throws HoldfastError `restore-changed`. */
function demandPlanned({ plan }: RestoreRun, staged: StagedRestore | null): void {
  const found = new Map(
    staged?.answer.tables.map(({ tableNo, ...counts }) => [staged.order.tables[tableNo]?.table ?? '', counts]),
  );
  const differences = differencesToPlan(plan.tables, found);
  const problems = staged?.answer.problems.map(({ message }) => message) ?? [];
  const outside = staged?.answer.outside.filter(({ rows }) => rows > 0) ?? [];
  const reached = outside.map(({ table, rows }) => `${countOf(rows, 'row')} of ${table} would be touched too.`);
  if (differences.length + problems.length + reached.length === 0) return;
  const numbers = differences.length === 0 ? [] : [`${differences.join(', ')}.`];
  const message = `The tables changed since the rehearsal: ${[...numbers, ...problems, ...reached].join(' ')}`;
  throw new HoldfastError('restore-changed', message, { hint: 'Nothing was written. Rehearse the restore again.' });
}

/** @throws Undecided when nobody can be asked what came of it; what the database says against it. */
async function apply(run: RestoreRun): Promise<ApplyReport> {
  run.context.signal.throwIfAborted();
  // Not before: that the phase is under way must be on disk, or it would be said later that nothing was written.
  run.decide({ cancellable: false });
  const lost = () => run.note(withPhase(run.record, 'apply', { message: 'Asking the project what became of it.' }));
  const applied = await applySurely(run.context, run.record.id, lost);
  if (applied.kind === 'applied') return applied.report;
  if (applied.kind === 'not applied') throw applied.error;
  throw new Undecided('The answer was lost.', { cause: applied.error });
}

/** What is left in spite of it, the helper drops after an hour. */
async function dropStaged({ context, record }: RestoreRun): Promise<void> {
  try {
    await context.session.restore.end(record.id, new AbortController().signal);
  } catch (error) {
    console.warn('The rows that were sent could not be removed from the project; its helper does it later.', error);
  }
}

/** Looks at the tables once more. What it finds changes nothing any more, nor does a failure of it. */
async function recount(run: RestoreRun, changes: RestoreChanges, done: readonly RestoredTable[]): Promise<void> {
  const { context } = run;
  const names = done.map(({ table }) => table);
  const count = async () => {
    const { restore } = context.session;
    const digests = await withRetries(context, () => restore.digests(names, context.signal));
    await judge(run, changes, done, new Map([...digests].map(([table, { rows }]) => [table, Number(rows)])));
  };
  await run.phase('recount', count).catch((error: unknown) => console.warn('The tables were not counted.', error));
}

/** @param rowsNow counted since; by then others may have written, which says nothing of the restore. */
async function judge(
  run: RestoreRun,
  changes: RestoreChanges,
  tables: readonly RestoredTable[],
  rowsNow: ReadonlyMap<string, number>,
  unread: readonly string[] = [],
): Promise<void> {
  // Rows that others added since the rehearsal were there when it was compared again.
  const before = new Map([...changes.tables, ...changes.unchanged].map((each) => [each.table, each.rowsNow]));
  const planned = run.plan.tables.map((each) => ({ ...each, rowsNow: before.get(each.table) ?? each.rowsNow }));
  const differences = differencesToOutcome(planned, tables, new Map());
  const asPlanned = differences.length === 0;
  if (unread.length === 0 || !asPlanned) await run.note({ asPlanned });
  const why = 'Triggers, or somebody who wrote meanwhile, can be why.';
  const words = asPlanned ? [] : [`Not as planned: ${differences.join(', ')}. ${why}`];
  const since = asPlanned ? differencesToOutcome(planned, tables, rowsNow) : [];
  if (since.length > 0) words.push(`As planned when it was written. Somebody has written since: ${since.join(', ')}.`);
  run.say([...words, ...unread].join(' ') || 'As planned.');
}

/** Reads the tables once more: without the helper nothing else tells what triggers made of the rows. A failure of it says that nobody looked. */
async function checkOverRest(run: RestoreRun, { backup, live, changes }: Compared, wrote: WrittenOverRest) {
  const { services, plan, context } = run;
  run.decide({ cancellable: false });
  const check = async () => {
    try {
      const { tables, unread } = await checkWritten(services, {
        ...{ plan, changes, backup, preRestore: live, written: wrote.written, done: wrote.tables },
        signal: context.signal,
        onProgress: ({ fraction, phase }) => run.tell({ share: fraction, signIn: phase === 'sign-in' }),
      });
      await run.note({ tables });
      await judge(run, changes, tables, new Map(), unread);
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new HoldfastError('interrupted', `Not checked: ${describeError(error).message}`, { cause: error });
    }
  };
  await run.phase('recount', check).catch((error: unknown) => console.warn('The tables were not read again.', error));
}

/** Writes the changes request by request. @throws what stopped it, RestRestoreError once something was written. */
export async function writeOverRest(run: RestoreRun, compared: Compared): Promise<RestoreEnd> {
  const { backup, live, changes } = compared;
  const { services, plan, context } = run;
  const write = async () => {
    run.decide({ cancellable: true });
    return await restoreOverRest(services, {
      ...{ context, plan, changes, preRestore: live, backup },
      onProgress: ({ phase, rowsDone, rows }) => {
        if (phase === 'rolling back') void beginRollBack(run); // never rejects
        run.tell({ share: rows === 0 ? null : rowsDone / rows });
      },
    });
  };
  try {
    const wrote = await run.phase('apply', write);
    await run.note({ tables: wrote.tables });
    await checkOverRest(run, compared, wrote);
    return { state: 'restored', error: null };
  } catch (error) {
    if (error instanceof RestRestoreError) await endRollBack(run, error);
    throw error;
  }
}

async function beginRollBack(run: RestoreRun): Promise<void> {
  const begun = run.record.phases.some(({ name, state }) => name === 'roll back' && state !== 'waiting');
  if (begun) return;
  run.decide({ cancellable: false });
  const startedAt = new Date(run.services.clock.now()).toISOString();
  const failed = withPhase(run.record, 'apply', { state: 'failed', endedAt: startedAt });
  await run.note(withPhase(failed, 'roll back', { state: 'running', startedAt }));
}

async function endRollBack(run: RestoreRun, { rolledBack, written, left }: RestRestoreError): Promise<void> {
  const endedAt = new Date(run.services.clock.now()).toISOString();
  const state = rolledBack ? 'done' : 'failed';
  const message = countLeftRows(left);
  const nothing = written ? null : 'Nothing of what was sent had been written.';
  await run.note(withPhase(run.record, 'roll back', { state, endedAt, message: message ?? nothing }));
}
