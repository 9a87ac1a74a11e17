import type { Clock } from '../../ports/Clock.ts';
import { createWorkerTimers, setPageTimer } from './timers.ts';

/**
 * Sleeps from this length on are timed in a worker, ms. Browsers let the timers of a hidden tab fire at most once a second, and after
 * five minutes once a minute, which would hold up schedules and heartbeats; shorter sleeps are not worth the way to the worker.
 */
const workerFromMs = 500;

/**
 * The machine's clocks; long sleeps end in time in hidden tabs too. Sleeping ends with the signal's own reason when it aborts, which is
 * an AbortError unless somebody gave another.
 */
export function createClock(): Clock {
  const setWorkerTimer = createWorkerTimers();
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const setTimer = ms < workerFromMs ? setPageTimer : setWorkerTimer;
        const callOff = setTimer(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        const onAbort = () => {
          callOff();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
