import { createObservable, type Observable } from '../core/observable.ts';

/** What waits for its turn, in the order in which jobs run that are due together. */
const kinds = ['manual-backup', 'scheduled-backup', 'cleanup', 'verification', 'restore'] as const;
export type JobKind = (typeof kinds)[number];

export interface QueuedJob {
  id: string;
  kind: JobKind;
  /** "Daily backup", as people know it. */
  title: string;
  /** When it came into the queue, ms since the epoch. */
  since: number;
}

interface QueueState {
  running: QueuedJob | null;
  /** In the order in which they will run. */
  waiting: QueuedJob[];
}

/** Everything in this tab that writes, one at a time; between tabs the lock of the jobs does the same. */
export interface JobQueue extends Observable<QueueState> {
  /**
   * Runs `work` when its turn has come and settles as it does. `work` gets a signal that aborts when the job is cancelled.
   * @throws AbortError when it is cancelled, or `signal` aborts, while it waits; then `work` never starts.
   */
  run<T>(
    job: Pick<QueuedJob, 'kind' | 'title'>,
    work: (signal: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T>;
  /** Takes a job out of the queue, or aborts it when it runs. Does nothing when it has ended. */
  cancel(id: string): void;
}

interface Entry {
  job: QueuedJob;
  abort: AbortController;
  start: () => void;
}

const rank = ({ job }: Entry) => kinds.indexOf(job.kind);

export function createJobQueue(now: () => number): JobQueue {
  const state = createObservable<QueueState>({ running: null, waiting: [] });
  let running: Entry | null = null;
  let waiting: Entry[] = [];
  let ids = 0;

  function show(): void {
    state.set({ running: running?.job ?? null, waiting: waiting.map(({ job }) => job) });
  }

  function startNext(): void {
    running = waiting.shift() ?? null;
    show();
    running?.start();
  }

  function enqueue(entry: Entry): void {
    // Stable: jobs of one kind keep the order in which they came.
    waiting = [...waiting, entry].toSorted((a, b) => rank(a) - rank(b));
    if (running === null) startNext();
    else show();
  }

  function turn(entry: Entry): Promise<void> {
    const { signal } = entry.abort;
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting = waiting.filter((each) => each !== entry);
        show();
        reject(signal.reason);
      };
      entry.start = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      enqueue(entry);
    });
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    async run(job, work, outer) {
      ids += 1;
      const abort = new AbortController();
      const entry: Entry = { job: { ...job, id: `job-${ids}`, since: now() }, abort, start: () => undefined };
      const pass = () => abort.abort(outer?.reason);
      if (outer?.aborted) pass();
      outer?.addEventListener('abort', pass, { once: true });
      try {
        await turn(entry);
        try {
          abort.signal.throwIfAborted(); // cancelled between its turn and its start
          return await work(abort.signal);
        } finally {
          startNext();
        }
      } finally {
        outer?.removeEventListener('abort', pass);
      }
    },
    cancel(id) {
      const entry = [running, ...waiting].find((each) => each?.job.id === id);
      entry?.abort.abort();
    },
  };
}
