import type { Clock } from '../../src/ports/Clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /**
   * Moves time forward and wakes the sleepers whose time has come, in the order in which they are due.
   * Between two of them it lets what the first one woke run, so that a loop of sleeps takes all its turns.
   */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock, as a person or a time server would; sleepers stay asleep. */
  setWallClock(ms: number): void;
  /** How many sleep at this moment. */
  readonly sleepers: number;
  /** Resolves as soon as at least so many sleep. */
  untilSleeping(count?: number): Promise<void>;
}

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

/** Lets promises that are due, and what follows from them, run to their end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Makes a clock that shows this instant, ms since the epoch. */
export function createManualClock(startMs = Date.UTC(2026, 0, 25, 14, 30, 45, 123)): ManualClock {
  let elapsedMs = 0;
  let wallOffsetMs = startMs;
  const sleepers: Sleeper[] = [];
  const watchers = new Set<() => void>();

  function nextDue(untilMs: number): Sleeper | undefined {
    const due = sleepers.filter((sleeper) => sleeper.dueMs <= untilMs);
    return due.reduce<Sleeper | undefined>(
      (first, each) => (first && first.dueMs <= each.dueMs ? first : each),
      undefined,
    );
  }

  function remove(sleeper: Sleeper): void {
    const index = sleepers.indexOf(sleeper);
    if (index >= 0) sleepers.splice(index, 1);
  }

  return {
    now: () => wallOffsetMs + elapsedMs,
    monotonic: () => elapsedMs,
    get sleepers() {
      return sleepers.length;
    },
    setWallClock(ms) {
      wallOffsetMs = ms - elapsedMs;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          remove(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          dueMs: elapsedMs + Math.max(0, ms),
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.push(sleeper);
        for (const watcher of [...watchers]) watcher();
      });
    },
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        remove(due);
        elapsedMs = Math.max(elapsedMs, due.dueMs);
        due.wake();
        await settle();
      }
      elapsedMs = untilMs;
    },
    untilSleeping(count = 1) {
      return new Promise((resolve) => {
        const look = () => {
          if (sleepers.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      });
    },
  };
}
