import type { Clock } from '../ports/Clock.ts';

/** Longest time for which work on the main thread goes on in one task, ms: half a frame at 60 Hz. */
const turnMs = 8;

/**
 * Cuts work on the main thread into short tasks, so that the screen gets its turn. Await the function that it returns after each small piece
 * of work: it lets other tasks run when enough time has passed. @throws AbortError from there.
 */
export function createTurns({ monotonic, sleep }: Pick<Clock, 'monotonic' | 'sleep'>, signal: AbortSignal) {
  let beganMs = monotonic();
  return {
    async next(): Promise<void> {
      if (monotonic() - beganMs < turnMs) return;
      await sleep(0, signal);
      beganMs = monotonic();
    },
    /** After a wait: a new task has begun anyway. */
    begin(): void {
      beganMs = monotonic();
    },
  };
}
