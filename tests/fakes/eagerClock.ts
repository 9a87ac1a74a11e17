import type { Clock } from '../../src/ports/Clock.ts';

/** Longest sleep, ms. */
const longestSleepMs = 20;

/** The real time, but nobody sleeps long: pauses between tries are cut to a moment. For tests on real servers. */
export function createEagerClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      slept.push(ms);
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const aborted = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(
          () => {
            signal?.removeEventListener('abort', aborted);
            resolve();
          },
          Math.min(ms, longestSleepMs),
        );
        signal?.addEventListener('abort', aborted, { once: true });
      });
    },
  };
}
