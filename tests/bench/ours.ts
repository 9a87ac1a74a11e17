import type { RunPhase } from '../../src/core/backupProgress.ts';
import type { Services } from '../../src/ports/Services.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { recordRequests, type SentRequest } from './recordRequests.ts';
import { type MainThreadReport, watchMainThread } from './watchMainThread.ts';

/** Figures of one backup made by Holdfast. */
export interface OursRun {
  /** Until the last byte of the archive was handed to the disk. */
  storedMs: number;
  /** Until the archive was verified and published. */
  completedMs: number;
  /** When each phase began, ms since the start. */
  phases: [RunPhase, number][];
  /** Rows of each table, by `schema.table`. */
  rows: Record<string, number>;
  /** Bytes of JSON. */
  jsonBytes: number;
  /** Size of the ZIP. */
  zipBytes: number;
  requests: SentRequest[];
  mainThread: MainThreadReport;
}

/**
 * Makes a backup with the real parts, and deletes it.
 * @param only names of the tables; null for all.
 * @throws Error when it did not end as completed.
 */
export async function runOurs(services: Services, only: string[] | null): Promise<OursRun> {
  const phases = new Map<RunPhase, number>();
  const choice = only === null ? {} : { tables: { mode: 'only' as const, names: only } };
  const recording = recordRequests();
  const watch = watchMainThread();
  const began = performance.now();
  const record = await createBackup(
    services,
    { type: 'manual', reason: 'Bench', ...choice },
    new AbortController().signal,
    ({ phase }) => {
      if (!phases.has(phase)) phases.set(phase, performance.now() - began);
    },
  );
  const completedMs = performance.now() - began;
  const mainThread = await watch.stop();
  const requests = recording.stop();
  const storedMs = phases.get('verifying');
  if (record.status !== 'completed' || record.archive === null || storedMs === undefined) {
    const tables = record.tables.filter(({ error }) => error !== null).map(({ table, error }) => `${table}: ${error}`);
    throw new Error(`The backup ended as ${record.status}. ${record.error?.message ?? ''} ${tables.join(' ')}`);
  }
  await deleteBackups(services, [record.id]);
  return {
    storedMs,
    completedMs,
    phases: [...phases],
    rows: Object.fromEntries(record.tables.map(({ table, rows }) => [table, rows])),
    jsonBytes: record.totalBytes,
    zipBytes: record.archive.sizeBytes,
    requests,
    mainThread,
  };
}
