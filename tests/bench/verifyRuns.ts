import type { ZipEntry } from '../../src/core/zipDirectory.ts';
import type { Services } from '../../src/ports/Services.ts';
import { readEntries } from '../../src/tasks/archiveFiles.ts';
import { verifyBackup } from '../../src/tasks/verifyBackup.ts';
import type { FloorJob } from './verifyFloor.worker.ts';
import { type MainThreadReport, watchMainThread } from './watchMainThread.ts';

/** Figures of one verification. */
export interface VerifyRun {
  ms: number;
  mainThread: MainThreadReport;
}

/** Verifies a stored backup as the app does. @throws Error when it is not good. */
export async function runVerify(services: Services, id: string): Promise<VerifyRun> {
  const watch = watchMainThread();
  const began = performance.now();
  const record = await verifyBackup(services, id, new AbortController().signal);
  const ms = performance.now() - began;
  if (record.archive?.bytes !== 'present') throw new Error(`The archive is ${record.archive?.bytes}.`);
  return { ms, mainThread: await watch.stop() };
}

/** As many as the archiver has. */
const workers = () => Math.max(2, Math.min(4, navigator.hardwareConcurrency));

/** Has the workers do all jobs, the next one as soon as one is free. */
async function runJobs(jobs: FloorJob[]): Promise<number> {
  const waiting = [...jobs];
  const began = performance.now();
  const serve = async () => {
    const worker = new Worker(new URL('./verifyFloor.worker.ts', import.meta.url), { type: 'module' });
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const message = job;
      await new Promise<void>((resolve, reject) => {
        worker.onmessage = () => resolve();
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(message);
      });
    }
    worker.terminate();
  };
  await Promise.all(Array.from({ length: workers() }, serve));
  return performance.now() - began;
}

/** What no verification can do without: reading and inflating every file, and hashing as many bytes. Each alone, in ms. */
export async function runVerifyFloor(services: Services, id: string): Promise<{ inflateMs: number; hashMs: number }> {
  const archive = await services.store.open(id);
  if (archive === null) throw new Error('The archive is gone.');
  const entries: ZipEntry[] = await readEntries(archive);
  const inflateMs = await runJobs(entries.map((entry) => ({ archive, entry })));
  const hashMs = await runJobs(entries.map(({ bytes }) => ({ hashBytes: bytes })));
  return { inflateMs, hashMs };
}
