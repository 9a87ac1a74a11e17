import type { TimerMessage } from './timerWorker.ts';

/** Calls `fire` once after at least `ms`. Returns the function that calls it off; after the call it does nothing. */
export type SetTimer = (ms: number, fire: () => void) => () => void;

/** The page's own timers: in a hidden tab they may wait for a minute. */
export const setPageTimer: SetTimer = (ms, fire) => {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
};

interface Pending {
  dueMs: number;
  fire: () => void;
}

/**
 * Timers that a worker keeps, which browsers do not slow down when the tab is hidden. It starts with the first timer and lives as long
 * as the tab. Where it cannot start, the page's own timers do the work, those that had begun included.
 */
export function createWorkerTimers(): SetTimer {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let broken = false;
  let ids = 0;

  function fire(id: number): void {
    const timer = pending.get(id);
    pending.delete(id);
    timer?.fire();
  }

  function fallBack(): void {
    broken = true;
    worker?.terminate();
    for (const [id, { dueMs }] of pending) setPageTimer(Math.max(0, dueMs - performance.now()), () => fire(id));
  }

  function start(): void {
    try {
      worker = new Worker(new URL('./timerWorker.ts', import.meta.url), { type: 'module', name: 'holdfast-timers' });
    } catch {
      fallBack(); // what a browser does that forbids workers
      return;
    }
    worker.onmessage = ({ data }: MessageEvent<number>) => fire(data);
    worker.onerror = (event) => {
      event.preventDefault();
      fallBack();
    };
  }

  function tell(message: TimerMessage): void {
    if (!broken) worker?.postMessage(message);
  }

  return (ms, fireIt) => {
    if (worker === null && !broken && typeof Worker !== 'undefined') start();
    if (worker === null || broken) return setPageTimer(ms, fireIt);
    ids += 1;
    const id = ids;
    pending.set(id, { dueMs: performance.now() + ms, fire: fireIt });
    tell({ id, ms });
    return () => {
      if (pending.delete(id)) tell({ id, ms: null });
    };
  };
}
