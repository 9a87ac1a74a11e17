import { unpackError, type WorkerReply, workerLost } from './workerReply.ts';

/** One queue of jobs in front of a few workers. */
export interface WorkerPool {
  /**
   * Sends a message to the next free worker, in the order of the calls, and resolves with its answer.
   * On abort a waiting job is dropped, and a running one loses its worker: another takes that place when needed.
   * @throws what the job threw; HoldfastError `interrupted` when the worker died; the signal's reason.
   */
  run(message: unknown, transfer: Transferable[], signal?: AbortSignal): Promise<unknown>;
  /** Workers that exist at this moment. */
  readonly workers: number;
  /** Ends all workers. Jobs that are not done reject with HoldfastError `interrupted`. */
  close(): void;
}

export interface PoolOptions {
  /** Starts a worker that answers each message with one `WorkerReply`. */
  start: () => Worker;
  size: number;
  /** How long a worker may be without a job before it is ended, to give its memory back; null for never. */
  idleMs: number | null;
}

interface Job {
  message: unknown;
  transfer: Transferable[];
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Makes a pool; workers start when jobs need them. */
export function createWorkerPool({ start, size, idleMs }: PoolOptions): WorkerPool {
  const queue: Job[] = [];
  /** Every worker, with its job while it has one. */
  const workers = new Map<Worker, Job | null>();
  let idleTimer: ReturnType<typeof setTimeout> | undefined;

  function end(worker: Worker): void {
    workers.delete(worker);
    worker.terminate();
  }

  function endIdle(): void {
    for (const [worker, job] of [...workers]) if (job === null) end(worker);
  }

  function settle(worker: Worker, outcome: (job: Job) => void): void {
    const job = workers.get(worker);
    if (job === undefined || job === null) return;
    workers.set(worker, null);
    outcome(job);
    pump();
  }

  function lose(worker: Worker, cause: string): void {
    const job = workers.get(worker);
    end(worker);
    job?.reject(workerLost(cause));
    pump();
  }

  function startWorker(): Worker {
    const worker = start();
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) =>
      settle(worker, (job) => (data.ok ? job.resolve(data.value) : job.reject(unpackError(data))));
    worker.onerror = (event) => {
      event.preventDefault();
      lose(worker, event.message);
    };
    worker.onmessageerror = () => lose(worker, 'Its answer could not be read.');
    return worker;
  }

  function freeWorker(): Worker | null {
    for (const [worker, job] of workers) if (job === null) return worker;
    return workers.size < size ? startWorker() : null;
  }

  function pump(): void {
    clearTimeout(idleTimer);
    while (queue.length > 0) {
      const worker = freeWorker();
      const job = worker === null ? undefined : queue.shift();
      if (worker === null || job === undefined) return;
      workers.set(worker, job);
      try {
        worker.postMessage(job.message, job.transfer);
      } catch (error) {
        settle(worker, ({ reject }) => reject(error));
      }
    }
    if (workers.size > 0 && idleMs !== null) idleTimer = setTimeout(endIdle, idleMs);
  }

  function drop(job: Job): void {
    const waiting = queue.indexOf(job);
    if (waiting >= 0) queue.splice(waiting, 1);
    for (const [worker, current] of [...workers]) if (current === job) end(worker);
    pump();
  }

  return {
    get workers() {
      return workers.size;
    },
    close() {
      clearTimeout(idleTimer);
      for (const job of queue.splice(0)) job.reject(workerLost('The pool was closed.'));
      for (const [worker, job] of [...workers]) {
        end(worker);
        job?.reject(workerLost('The pool was closed.'));
      }
    },
    run(message, transfer, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          drop(job);
          reject(signal?.reason);
        };
        const done = () => signal?.removeEventListener('abort', onAbort);
        const job: Job = {
          message,
          transfer,
          resolve: (value) => {
            done();
            resolve(value);
          },
          reject: (error) => {
            done();
            reject(signal?.aborted ? signal.reason : error);
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push(job);
        pump();
      });
    },
  };
}
