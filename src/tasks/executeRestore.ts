import { describeFault, hurtsTable } from '../core/archiveFaults.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { KeptRows, RestorePlan, RestoreRecord } from '../core/restore.ts';
import { beginRecord } from '../core/restoreRecord.ts';
import type { Services } from '../ports/Services.ts';
import { openBackupSide } from './comparedArchive.ts';
import { endOfRestore } from './endOfRestore.ts';
import { holdRunLock } from './holdRunLock.ts';
import { makePreRestoreBackup } from './preRestoreBackup.ts';
import { restoreAlone } from './restoreAlone.ts';
import { findChanges, type RestoreChanges } from './restoreChanges.ts';
import { turnMaintenanceOff, turnMaintenanceOn } from './restoreMaintenance.ts';
import { type RestoreEnd, RestoreRun } from './restoreRun.ts';
import { verifyBackup } from './verifyBackup.ts';
import { withRetries } from './withRetries.ts';
import { type Compared, writeOverRest, writeWithHelper } from './writeRestore.ts';

export interface ExecuteOptions {
  /** What the customer's application may show meanwhile, and after how many minutes it ends by itself; null leaves it alone. Helper only. */
  maintenance: { message: string; minutes: number } | null;
}

/** How the running phase goes, beside the record. */
export interface RestoreMoment {
  /** Share of the phase that is done, 0 to 1; null where it is not known. */
  share: number | null;
  /** Waits for the person to sign in again. */
  signIn: boolean;
  /** Whether aborting stops it: nothing is written then, or over REST, what was written is taken back. */
  cancellable: boolean;
}

/**
 * Carries out a plan that was rehearsed and confirmed. Decides nothing anew: where the project or the backup is not what the plan says, it
 * stops before anything is written.
 * @param signal cancels while `RestoreMoment.cancellable`. Later it only ends the waiting for a lost answer.
 * @param onProgress gets a copy of the record after each change, and how the running phase goes.
 * @returns the final record; its state tells how it ended, also when it failed or was cancelled.
 * @throws HoldfastError `sign-in-required` when nobody is signed in, `restore-refused` for a plan with refusals or of another project,
 *   `restore-busy` when another tab of this browser restores into the project, `storage-full` or `storage-failed` when not even the record can
 *   be kept.
 */
export async function executeRestore(
  services: Services,
  plan: RestorePlan,
  signal: AbortSignal,
  onProgress: (record: RestoreRecord, moment: RestoreMoment) => void,
  options: ExecuteOptions,
): Promise<RestoreRecord> {
  demandAllowed(services, plan);
  return await restoreAlone(services, async () => await executeAlone(services, plan, signal, onProgress, options));
}

function demandAllowed({ project }: Services, { refusals, target }: RestorePlan): void {
  const [refusal] = refusals;
  if (refusal !== undefined) {
    throw new HoldfastError('restore-refused', refusal.why, refusal.hint === null ? {} : { hint: refusal.hint });
  }
  if (target.projectId !== project.id) {
    throw new HoldfastError('restore-refused', 'This restore was rehearsed with another project.', {
      hint: 'Rehearse it with this one.',
    });
  }
}

async function executeAlone(
  services: Services,
  plan: RestorePlan,
  signal: AbortSignal,
  onProgress: (record: RestoreRecord, moment: RestoreMoment) => void,
  { maintenance }: ExecuteOptions,
): Promise<RestoreRecord> {
  const { project, clock, host, restores } = services;
  const session = project.openSession();
  const { userId: id, email } = session.identity;
  const record = beginRecord({
    ...{ id: host.newId(), plan, by: { id, email } },
    startedAt: new Date(clock.now()).toISOString(),
    maintenance: maintenance !== null,
  });
  const run = new RestoreRun(services, plan, { session, clock, host, signal }, record, onProgress);
  // As long as it is held, other tabs know that somebody is at work on the record.
  const release = await holdRunLock(services.lock, record.id);
  try {
    await restores.put(record); // first of all, so that a closed tab leaves a trace
    const end = await carryOut(run, maintenance).catch((error: unknown) => endOfRestore(run, error));
    // While nobody knows what became of it, whoever finds out turns it off.
    if (run.record.maintenanceUntil !== null && end.state !== 'unknown') {
      await run
        .phase('maintenance off', () => turnMaintenanceOff(run))
        .catch((error: unknown) => console.warn('Maintenance is still on.', error));
    }
    return await run.end(end);
  } finally {
    release();
  }
}

async function carryOut(run: RestoreRun, maintenance: ExecuteOptions['maintenance']): Promise<RestoreEnd> {
  const { plan } = run;
  await run.phase('verify', () => verify(run));
  if (plan.way === 'helper' && maintenance !== null) {
    await run.phase('maintenance on', () => turnMaintenanceOn(run, maintenance));
  }
  const read = await run.phase('pre-restore backup', () => readBefore(run));
  const compared = await run.phase('compare', () => compare(run, read));
  return plan.way === 'helper' ? await writeWithHelper(run, compared) : await writeOverRest(run, compared);
}

/** Reads the whole archive again: a restore of damaged rows would be worse than none. */
async function verify(run: RestoreRun): Promise<void> {
  const { services, plan, context } = run;
  const { archive, filename } = await verifyBackup(services, plan.backup.id, context.signal, (share) =>
    run.tell({ share }),
  );
  if (archive === null || archive.bytes === 'missing') {
    throw new HoldfastError('not-found', `${filename} is not in this browser any more.`, {
      hint: 'Import its file, and restore from there.',
    });
  }
  const fault = archive.faults.find((each) => plan.tables.some(({ table }) => hurtsTable(each, table)));
  if (fault === undefined) return;
  throw new HoldfastError('archive-damaged', `The archive is damaged: ${describeFault(fault)}.`, {
    hint: 'Restore tables that are whole, or another copy of this backup.',
  });
}

function keptRows({ keptDiffering }: RestoreChanges): KeptRows[] {
  return [...keptDiffering].map(([table, rows]) => ({ table, rows }));
}

type Read = Omit<Compared, 'changes'>;

async function readBefore(run: RestoreRun): Promise<Read> {
  const { services, plan, context } = run;
  const { restore } = context.session;
  const backup = await openBackupSide(services, plan.backup.id, context.signal);
  const names = plan.tables.map(({ table }) => table);
  const facts = plan.way === 'helper' ? await withRetries(context, () => restore.facts(names, context.signal)) : [];
  const { side, digests } = await makePreRestoreBackup(run, backup, facts);
  return { backup, live: side, digests, facts };
}

async function compare(run: RestoreRun, read: Read): Promise<Compared> {
  const { services, plan, context } = run;
  const changes = await findChanges(services, read.live, read.backup, plan.request, read.facts, {
    signal: context.signal,
    only: plan.tables.map(({ table }) => table),
    onProgress: ({ bytesDone, bytes }) => run.tell({ share: bytes === 0 ? null : bytesDone / bytes }),
  });
  const [uncompared] = changes.uncompared;
  if (uncompared === undefined) {
    if (plan.request.mode === 'add') await run.note({ keptDiffering: keptRows(changes) });
    return { ...read, changes };
  }
  throw new HoldfastError('restore-changed', `${uncompared.table}: ${uncompared.why}`, {
    hint: 'Nothing was written. Rehearse the restore again.',
  });
}
