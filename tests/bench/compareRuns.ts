import { Semaphore } from '../../src/core/semaphore.ts';
import type { Services } from '../../src/ports/Services.ts';
import { compareBackups } from '../../src/tasks/compareBackups.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { openArchive } from '../../src/tasks/openArchive.ts';
import { type MainThreadReport, watchMainThread } from './watchMainThread.ts';

/** Figures of one comparison of two backups. */
export interface CompareRun {
  ms: number;
  rowsBefore: number;
  rowsAfter: number;
  changed: number;
  added: number;
  removed: number;
  /** Bytes of JSON that were read. */
  bytes: number;
  /** Until it was known in which columns the changed rows of the largest table differ, and its first 50 rows were there. */
  lookedIntoMs: number;
  mainThread: MainThreadReport;
}

const { signal } = new AbortController();

/** Makes a backup and keeps it. Returns its id. */
export async function keepBackup(services: Services): Promise<string> {
  const record = await createBackup(services, { type: 'manual', reason: 'Bench' }, signal, () => undefined);
  if (record.status !== 'completed') throw new Error(`The backup ended as ${record.status}. ${record.error?.message}`);
  return record.id;
}

/** Compares two backups as the app does. */
export async function runCompare(services: Services, before: string, after: string): Promise<CompareRun> {
  let bytes = 0;
  const watch = watchMainThread();
  const began = performance.now();
  const comparison = await compareBackups(services, { before, after }, signal, (progress) => {
    bytes = progress.bytes;
  });
  const ms = performance.now() - began;
  const sum = (value: (table: (typeof comparison.tables)[number]) => number | null | undefined) =>
    comparison.tables.reduce((total, table) => total + (value(table) ?? 0), 0);
  const opened = performance.now();
  const rows = comparison.rows(comparison.tables[0]?.table ?? '');
  await rows?.columns(signal);
  await (await rows?.list({ changes: ['changed'], column: null }, signal))?.read(0, 50);
  const lookedIntoMs = performance.now() - opened;
  await comparison.dispose();
  return {
    ms,
    rowsBefore: sum(({ rowsBefore }) => rowsBefore),
    rowsAfter: sum(({ rowsAfter }) => rowsAfter),
    changed: sum(({ counts }) => counts?.changed),
    added: sum(({ counts }) => counts?.added),
    removed: sum(({ counts }) => counts?.removed),
    bytes,
    lookedIntoMs,
    mainThread: await watch.stop(),
  };
}

/** Inflates and checks the parts of both backups, and does nothing else with them: no comparison can be quicker. */
export async function runCompareFloor(
  services: Services,
  before: string,
  after: string,
): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  const places = new Semaphore(5);
  let bytes = 0;
  const reading: Promise<unknown>[] = [];
  for (const id of [before, after]) {
    const { tables, parts } = await openArchive(services, id);
    for (const table of tables.keys()) {
      for (const { archive, entry } of await parts(table)) {
        bytes += entry.bytes;
        reading.push(places.run(() => services.archiver.check(archive, entry)));
      }
    }
  }
  await Promise.all(reading);
  return { ms: performance.now() - began, bytes };
}
