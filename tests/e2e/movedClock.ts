import type { Clock } from '../../src/ports/Clock.ts';

/** Where a test says by how much the clock is moved, in ms; the same for all tabs. */
export const offsetKey = 'holdfast-test-clock-offset';

/** How often sleepers look whether the clock was moved, in real ms. */
const lookMs = 100;

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

/**
 * Stands in for the clock of src/adapters/browser/clock.ts in the build that end-to-end tests move through time. Moved forward, it
 * wakes whoever has slept long enough by then; moved back, it changes the wall clock only, as a person would who sets it.
 */
export function createClock(): Clock {
  const sleepers: Sleeper[] = [];
  let lastOffsetMs = offsetMs();
  let gainedMs = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function offsetMs(): number {
    return Number(localStorage.getItem(offsetKey) ?? 0);
  }

  function monotonic(): number {
    const offset = offsetMs();
    gainedMs += Math.max(0, offset - lastOffsetMs);
    lastOffsetMs = offset;
    return performance.now() + gainedMs;
  }

  function look(): void {
    timer = null;
    const now = monotonic();
    for (const sleeper of sleepers.filter(({ dueMs }) => dueMs <= now)) {
      remove(sleeper);
      sleeper.wake();
    }
    lookSoon();
  }

  function lookSoon(): void {
    const [first] = sleepers;
    if (timer !== null) clearTimeout(timer);
    timer = first === undefined ? null : setTimeout(look, Math.min(lookMs, Math.max(1, first.dueMs - monotonic())));
  }

  function remove(sleeper: Sleeper): void {
    const index = sleepers.indexOf(sleeper);
    if (index >= 0) sleepers.splice(index, 1);
  }

  return {
    now: () => Date.now() + offsetMs(),
    monotonic,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          remove(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          dueMs: monotonic() + ms,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.push(sleeper);
        sleepers.sort((a, b) => a.dueMs - b.dueMs);
        lookSoon();
      }),
  };
}
