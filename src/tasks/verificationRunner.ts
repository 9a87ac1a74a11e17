import type { BackupRecord } from '../core/backup.ts';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import type { JobQueue } from './jobQueue.ts';
import { verifyBackup } from './verifyBackup.ts';

/** How the verification of one backup ended. `failed`: it could not be examined, which says nothing about the archive. */
export interface VerificationResult {
  id: string;
  filename: string;
  outcome: 'verified' | 'corrupt' | 'missing' | 'failed';
  /** As it is now; null when it failed. */
  record: BackupRecord | null;
  error: { message: string; hint: string | null } | null;
}

export interface VerificationState {
  /** The archive that is read, or waits for its turn in the queue; `share` of its bytes, 0 to 1. Null when nothing is on. */
  current: { id: string; filename: string; share: number } | null;
  /** Archives of this round that are done, and all of it; both stay until the next round begins. */
  done: number;
  total: number;
  /** Of this round, in the order in which they ended. */
  results: readonly VerificationResult[];
}

/** Of a round that a schedule runs. */
interface ScheduledRound {
  by: 'schedule';
  /** Ends it in this tab. */
  signal: AbortSignal;
}

/** Verifies archives of this tab one by one, each in a turn of its own in the queue, and lets every page watch. */
export interface VerificationRunner extends Observable<VerificationState> {
  /**
   * Verifies these backups, in this order, behind those that wait already. One that waits or is being read is not verified twice.
   * @returns their results, in the order of `ids`.
   * @throws AbortError when it is cancelled, by `cancel` or in the queue.
   */
  verify(ids: readonly string[], round?: ScheduledRound): Promise<VerificationResult[]>;
  /** Verifies every backup that should have an archive, those first whose last verification is longest ago. As `verify`. */
  verifyAll(): Promise<VerificationResult[]>;
  /** Ends the round; what was verified stays so. Does nothing when nothing is on. */
  cancel(): void;
}

/** One archive on its way through the queue. */
interface Task {
  id: string;
  by: 'person' | 'schedule';
  abort: AbortController;
  ended: Promise<VerificationResult>;
  resolve: (result: VerificationResult) => void;
  reject: (error: unknown) => void;
}

/** Shares are told in hundredths, so that an archive of many small files does not have the page drawn thousands of times. */
const steps = 100;

/** Backups that have, or should have, an archive, those first whose last verification is longest ago. */
export function oldestCheckFirst(records: readonly BackupRecord[]): BackupRecord[] {
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  const checkedAt = ({ archive }: BackupRecord) => archive?.checkedAt ?? '';
  return records
    .filter(({ archive, removed, status }) => archive !== null && removed === null && status !== 'in progress')
    .toSorted((a, b) => order(checkedAt(a), checkedAt(b)) || order(a.createdAt, b.createdAt));
}

export function createVerificationRunner(services: Services, queue: JobQueue): VerificationRunner {
  const { backups, project } = services;
  const state = createObservable<VerificationState>({ current: null, done: 0, total: 0, results: [] });
  /** Those that wait and the one that is on, in their order. */
  const tasks = new Map<string, Task>();
  let draining = false;

  function show(change: Partial<VerificationState>): void {
    state.set({ ...state.get(), ...change });
  }

  function addTask(id: string, by: Task['by']): Task {
    let resolve: Task['resolve'] = () => undefined;
    let reject: Task['reject'] = () => undefined;
    const ended = new Promise<VerificationResult>((...both) => {
      [resolve, reject] = both;
    });
    const task = { id, by, abort: new AbortController(), ended, resolve, reject };
    tasks.set(id, task);
    show({ total: state.get().total + 1 });
    return task;
  }

  function cancel(): void {
    for (const { abort } of tasks.values()) abort.abort();
  }

  /** Works off what waits, one by one. Never rejects. */
  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    for (let [next] = tasks.values(); next !== undefined; [next] = tasks.values()) {
      const task = next;
      try {
        const result = await verifyOne(task);
        tasks.delete(task.id);
        const { done, results } = state.get();
        // While more wait, something is on: pages that show it must not blink.
        show({ current: tasks.size === 0 ? null : state.get().current, done: done + 1, results: [...results, result] });
        task.resolve(result);
      } catch (error) {
        // Cancelled in the queue, it is the round that a person wants to end.
        if (isAbort(error) && !task.abort.signal.aborted) cancel();
        tasks.delete(task.id);
        show({ current: null });
        task.reject(error);
      }
    }
    draining = false;
  }

  /** @throws AbortError */
  async function verifyOne({ id, by, abort }: Task): Promise<VerificationResult> {
    abort.signal.throwIfAborted();
    let filename = '';
    try {
      filename = (await backups.get(id))?.filename ?? 'This backup';
      show({ current: { id, filename, share: 0 } });
      const report = (share: number) => {
        const { current } = state.get();
        const rounded = Math.floor(share * steps) / steps;
        if (current !== null && current.share !== rounded) show({ current: { ...current, share: rounded } });
      };
      const work = (signal: AbortSignal) => verifyBackup(services, id, signal, report, by);
      const record = await queue.run({ kind: 'verification', title: `Verify ${filename}` }, work, abort.signal);
      const bytes = record.archive?.bytes ?? 'missing';
      return { id, filename, outcome: bytes === 'present' ? 'verified' : bytes, record, error: null };
    } catch (error) {
      if (isAbort(error)) throw error;
      const { message, hint } = describeError(error);
      return { id, filename, outcome: 'failed', record: null, error: { message, hint } };
    }
  }

  async function verify(ids: readonly string[], round?: ScheduledRound): Promise<VerificationResult[]> {
    round?.signal.throwIfAborted();
    if (tasks.size === 0) state.set({ current: null, done: 0, total: 0, results: [] });
    const mine = ids.map((id) => tasks.get(id) ?? addTask(id, round?.by ?? 'person'));
    const stop = () => {
      for (const { abort, by } of mine) if (by === 'schedule') abort.abort();
    };
    round?.signal.addEventListener('abort', stop, { once: true });
    void drain(); // never rejects
    try {
      return await Promise.all(mine.map(({ ended }) => ended));
    } finally {
      round?.signal.removeEventListener('abort', stop);
    }
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    verify,
    verifyAll: async () => verify(oldestCheckFirst(await backups.list(project.id)).map(({ id }) => id)),
    cancel,
  };
}
