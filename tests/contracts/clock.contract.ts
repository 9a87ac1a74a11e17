import { describe, expect, test } from 'vitest';
import type { Clock } from '../../src/ports/Clock.ts';

/** A clock, and how to let its time pass. */
export interface ClockUnderTest {
  clock: Clock;
  pass(ms: number): Promise<void>;
}

/** What every clock promises. */
export function clockContract(name: string, make: () => ClockUnderTest): void {
  describe(`clock: ${name}`, () => {
    test('a sleep ends no sooner than it should', async () => {
      const { clock, pass } = make();
      const before = clock.monotonic();
      const sleeping = clock.sleep(20).then(() => clock.monotonic());
      await pass(20);
      // Timers are cut to whole milliseconds.
      expect((await sleeping) - before).toBeGreaterThanOrEqual(19);
    });

    test('shorter sleeps end first, and equal ones in the order in which they began', async () => {
      const { clock, pass } = make();
      const order: string[] = [];
      const note = (what: string) => () => {
        order.push(what);
      };
      const all = Promise.all([
        clock.sleep(300).then(note('long')),
        clock.sleep(5).then(note('short')),
        clock.sleep(5).then(note('short too')),
      ]);
      await pass(300);
      await all;
      expect(order).toEqual(['short', 'short too', 'long']);
    });

    test('a sleeper who is aborted wakes at once with AbortError', async () => {
      const { clock } = make();
      const stopping = new AbortController();
      const sleeping = clock.sleep(3_600_000, stopping.signal);
      stopping.abort();
      await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
    });

    test('nobody falls asleep on a signal that was aborted before', async () => {
      const { clock } = make();
      await expect(clock.sleep(3_600_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    });

    test('the rising clock never falls, and the wall clock shows a date', async () => {
      const { clock, pass } = make();
      const first = clock.monotonic();
      const sleeping = clock.sleep(2);
      await pass(2);
      await sleeping;
      expect(clock.monotonic()).toBeGreaterThanOrEqual(first);
      expect(new Date(clock.now()).getUTCFullYear()).toBeGreaterThanOrEqual(2026);
    });
  });
}
