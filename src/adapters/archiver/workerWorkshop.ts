import type { WorkerMessage } from './worker.ts';
import { createWorkerPool, type WorkerPool } from './workerPool.ts';
import type { Workshop } from './workshop.ts';

const idleMs = 30_000;

function startWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'holdfast-archiver' });
}

/** The pool answers each kind of message with the type that `worker.ts` gives it; this is where the two meet. */
async function ask<T>(pool: WorkerPool, message: WorkerMessage, transfer: Transferable[], signal?: AbortSignal) {
  return (await pool.run(message, transfer, signal)) as T;
}

/**
 * Does the archiver's jobs in worker threads: as many as the machine has cores, but between two and four, since each holds a whole part
 * in memory. Each archive that needs stream digests has one more for as long as it is written or checked.
 */
export function createWorkerWorkshop(): Workshop {
  const pool = createWorkerPool({
    start: startWorker,
    size: Math.max(2, Math.min(4, navigator.hardwareConcurrency)),
    idleMs,
  });
  return {
    deflate: (job, signal) => ask(pool, { kind: 'deflate', job }, [job.bytes.buffer], signal),
    check: (job, signal) =>
      ask(pool, { kind: 'check', job }, job.keepIn === undefined ? [] : [job.keepIn.buffer], signal),
    extract: (job, signal) => ask(pool, { kind: 'extract', job }, [], signal),
    part: (name, job, signal) => ask(pool, { kind: 'part', name, job }, [], signal),
    openHasher(signal) {
      // Digests live in the worker: it must be one, and never be ended for being idle.
      const hashing = createWorkerPool({ start: startWorker, size: 1, idleMs: null });
      const close = () => hashing.close();
      signal.addEventListener('abort', close, { once: true });
      return {
        append: (stream, bytes) => ask(hashing, { kind: 'append', stream, bytes }, [bytes.buffer], signal),
        digest: (stream) => ask(hashing, { kind: 'digest', stream }, [], signal),
        close,
      };
    },
  };
}
