import type { Clock } from '../../src/ports/Clock.ts';

/** The real time, but nobody sleeps: pauses between tries are yielded, not waited for. For tests on real servers. */
export function createEagerClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
