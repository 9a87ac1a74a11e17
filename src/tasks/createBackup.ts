import { startFacts } from '../core/actFacts.ts';
import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import { isAbort } from '../core/HoldfastError.ts';
import type { Manifest } from '../core/manifest.ts';
import { formatTable } from '../core/tableName.ts';
import { countTaken, tableResult, unreadResult } from '../core/tableResult.ts';
import type { ArchiveSink } from '../ports/ArchiveStore.ts';
import type { Services } from '../ports/Services.ts';
import { type BackupOptions, beginRun, type Run, type Stops } from './backupRun.ts';
import { demandRoom } from './demandRoom.ts';
import { actorOf, claimOf, endOf, endRun, RecordNotKept } from './endRun.ts';
import type { TableExport } from './exportTable.ts';
import { holdLock } from './holdLock.ts';
import { type BackupPlan, planBackup } from './planBackup.ts';
import { readIntoArchive } from './readIntoArchive.ts';
import { recordAct } from './recordAct.ts';
import { jobLock, runLock } from './runLock.ts';
import { verifyArchive } from './verifyArchive.ts';
import { demandSnapshots, withSnapshot } from './withSnapshot.ts';

/** Of a run that no other tab can take over. */
const never = new AbortController().signal;

/**
 * Makes one backup: reads, archives, verifies and publishes it. Whatever happens, the run leaves a record that says so, and
 * nothing but the record unless the archive was verified.
 * @returns the final record; its status tells how the run ended.
 * @throws HoldfastError `sign-in-required` when nobody is signed in, `storage-failed` when not even the record can be kept.
 */
export async function createBackup(
  services: Services,
  options: BackupOptions,
  signal: AbortSignal,
  report: (progress: BackupProgress) => void,
): Promise<BackupRecord> {
  const run = await beginRun(services, options, signal, report);
  const { lock, project } = services;
  const execute = (stolen: AbortSignal) => {
    const lost = options.lost === undefined ? stolen : AbortSignal.any([stolen, options.lost]);
    return lock.run(runLock(run.record.id), () => executeRun(run, { cancelled: signal, lost }));
  };
  const onWaiting = () => run.progress.enter('waiting');
  try {
    return await holdLock(services, jobLock(project.id), execute, { signal, onWaiting });
  } catch (error) {
    if (!isAbort(error)) throw error;
    // While it waited its turn: cancelled, or this tab is not the one any more that runs the schedules.
    return await endRun(run, endOf(error, { cancelled: signal, lost: options.lost ?? never }));
  } finally {
    await run.progress.settle();
  }
}

/** Runs with the locks held. Never throws but when the record cannot be kept, or the slot is another tab's before it begins. */
async function executeRun(outer: Run, stops: Stops): Promise<BackupRecord> {
  const failed = new AbortController();
  const signal = AbortSignal.any([stops.cancelled, stops.lost, failed.signal]);
  const run: Run = { ...outer, signal, context: { ...outer.context, signal } };
  run.progress.enter('preparing');
  // First of all, so that a closed tab leaves a trace.
  await run.services.backups.put(run.record, claimOf(run.options));
  try {
    await recordAct(run.services, 'backup-started', run.record.id, 'in progress', `Started ${run.record.filename}.`, {
      by: actorOf(run.record),
      facts: startFacts(run.record),
    });
    return await endRun(run, await makeArchive(run));
  } catch (error) {
    failed.abort();
    if (error instanceof RecordNotKept) throw error.cause;
    return await endRun(run, endOf(error, stops));
  }
}

async function makeArchive(run: Run): Promise<Partial<BackupRecord>> {
  const { services, options, settings, record, context } = run;
  if (options.evenIfFull !== true) await demandRoom(services, record.scope);
  const plan = await planBackup(context, settings, options.tables ?? settings.tables);
  if (options.consistency === 'snapshot') demandSnapshots(plan);
  const sink = await services.store.create(record.id);
  try {
    const { manifest, read } =
      options.consistency === 'snapshot'
        ? await withSnapshot(run, plan, (ofSnapshot) => readIntoArchive(run, ofSnapshot, sink))
        : await readIntoArchive(run, plan, sink);
    return manifest === null ? await discard(plan, read, sink) : await publish(run, plan, manifest, sink);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Reads the sealed archive again, and only then makes it visible. */
async function publish(
  run: Run,
  plan: BackupPlan,
  manifest: Manifest,
  sink: ArchiveSink,
): Promise<Partial<BackupRecord>> {
  const { services, signal, progress } = run;
  progress.enter('verifying');
  const archive = await sink.seal();
  const verified = await verifyArchive(services.archiver, archive, signal, (share) => progress.verifiedShare(share));
  signal.throwIfAborted();
  await sink.publish();
  const now = new Date(services.clock.now()).toISOString();
  return {
    status: manifest.status,
    coverage: plan.coverage,
    tablesBackedUp: manifest.tables_backed_up,
    totalRows: manifest.total_rows,
    totalBytes: manifest.total_bytes,
    tables: manifest.tables.map(tableResult),
    tablesTotal: countTaken(manifest.tables),
    expectedRows: manifest.total_rows,
    archive: {
      bytes: 'present',
      sizeBytes: archive.size,
      verifiedAt: now,
      partsVerified: verified.parts,
      checkedAt: now,
      faults: [],
      manifestSha256: verified.manifestSha256,
      fileDigest: verified.fileDigest,
    },
  };
}

/** No table could be read: there is nothing to keep, but the record says why for each. */
async function discard(plan: BackupPlan, read: TableExport[], sink: ArchiveSink): Promise<Partial<BackupRecord>> {
  await sink.abort();
  const tables = [
    ...read.map(({ table, outcome, error }) => unreadResult(formatTable(table), outcome, error)),
    ...plan.unread.map(({ table, outcome, error }) => unreadResult(formatTable(table), outcome, error)),
  ];
  const [first] = tables.filter(({ outcome }) => outcome !== 'excluded');
  const reason = first === undefined ? '' : ` ${first.table}: ${first.error}`;
  return {
    status: 'failed',
    coverage: plan.coverage,
    tablesTotal: countTaken(tables),
    tables,
    error: { code: null, message: `No table could be read.${reason}`, hint: 'Older backups are untouched.' },
    totalRows: 0,
    totalBytes: 0,
  };
}
