import { decideStatus } from '../core/decideOutcome.ts';
import type { Manifest } from '../core/manifest.ts';
import { Semaphore } from '../core/semaphore.ts';
import { formatTable } from '../core/tableName.ts';
import { orderForReading } from '../core/tableOrder.ts';
import type { ArchiveWriter } from '../ports/Archiver.ts';
import type { ArchiveSink } from '../ports/ArchiveStore.ts';
import type { Run } from './backupRun.ts';
import { countTables } from './countTables.ts';
import { exportTable, type TableExport } from './exportTable.ts';
import { lookAgain } from './lookAgain.ts';
import type { BackupPlan } from './planBackup.ts';
import { writeArchive } from './writeArchive.ts';

/** Parts on their way into the archive at once: enough to keep the workers busy, few enough to hold in memory. */
const partsInFlight = 6;

/** What was read into an archive. */
export interface ReadArchive {
  /** Null when no table could be read: then the archive was not finished, and is of no use. */
  manifest: Manifest | null;
  read: TableExport[];
}

/**
 * Reads the tables of a plan into an archive and finishes it with its manifest. Sealing, publishing and removing it is the caller's.
 * @throws HoldfastError of the archive's storage, `identity-changed`; AbortError.
 */
export async function readIntoArchive(run: Run, plan: BackupPlan, sink: ArchiveSink): Promise<ReadArchive> {
  const { services, options, settings, record, signal, context, progress } = run;
  const writer = services.archiver.write(sink, {
    level: options.level ?? settings.level,
    modified: Date.parse(record.createdAt),
  });
  const stop = () => writer.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { read, catalog } = await lookAgain(context, settings, plan, await readTables(run, plan, writer));
    const status = decideStatus(plan.coverage, [...read, ...plan.unread.map((table) => ({ ...table, proven: true }))]);
    if (status === 'failed') {
      writer.abort();
      return { manifest: null, read };
    }
    progress.enter('writing');
    const manifest = await writeArchive(writer, {
      ...plan,
      catalog,
      consistency: plan.snapshot === null ? 'page' : 'snapshot',
      backupId: record.id,
      createdAt: record.createdAt,
      finishedAt: new Date(services.clock.now()).toISOString(),
      type: options.type,
      status,
      reason: record.reason,
      createdBy: record.createdBy,
      platform: record.platform,
      projectUrl: record.projectUrl,
      read,
    });
    return { manifest, read };
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function readTables(run: Run, plan: BackupPlan, writer: ArchiveWriter): Promise<TableExport[]> {
  const { services, settings, context, progress } = run;
  const tables = orderForReading(plan.tables);
  progress.enter('reading');
  progress.expect(plan.tables.map((table) => ({ table: formatTable(table), expectedRows: table.estimated_rows })));
  const slots = new Semaphore(settings.concurrency);
  const partSlots = new Semaphore(partsInFlight);
  const counts = countTables(context, plan.reader, slots, plan.tables).then((counted) => {
    progress.counted(counted);
    return counted;
  });
  const places = new Semaphore(settings.concurrency);
  const readOne = async (table: (typeof tables)[number]): Promise<TableExport> => {
    context.signal.throwIfAborted();
    const name = formatTable(table);
    const result = await exportTable(table, {
      context,
      reader: plan.reader,
      slots,
      concurrency: settings.concurrency,
      pageBytes: settings.pageBytes,
      writer,
      partSlots,
      counts,
      now: () => services.clock.now(),
      onRows: (rows, bytes) => progress.addRows(name, rows, bytes),
      onRetry: (note) => progress.set(name, note === null ? { note } : { state: 'retrying', note }),
    });
    progress.set(name, { state: result.outcome, rows: result.rows, expectedRows: result.rows, note: result.error });
    return result;
  };
  const [read] = await Promise.all([Promise.all(tables.map((table) => places.run(() => readOne(table)))), counts]);
  return read;
}
