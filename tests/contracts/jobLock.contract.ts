import { describe, expect, test } from 'vitest';
import { hold, type LocksUnderTest, waiting } from './heldLock.ts';

let names = 0;

/** What every lock promises. `make` gives several tabs' views of the same locks. */
export function jobLockContract(name: string, make: () => LocksUnderTest): void {
  describe(`job lock: ${name}`, () => {
    function fresh() {
      names += 1;
      return { ...make(), lock: `lock-${name}-${names}` };
    }

    test('the result of the job comes back, and a free lock is not waited for', async () => {
      const { here, lock } = fresh();
      let waits = 0;
      const result = await here.run(lock, async () => 42, { onWaiting: () => (waits += 1) });
      expect(result).toBe(42);
      expect(await here.isHeld(lock)).toBe(false);
      expect(waits).toBe(0);
    });

    test('jobs of all tabs run one after the other, in the order of arrival', async () => {
      const { here, otherTab, lock } = fresh();
      const first = await hold(here, lock);
      const order: string[] = [];
      const jobs = [here, otherTab, here, otherTab].map((tab, index) =>
        waiting(tab, lock, async () => {
          order.push(`begin ${index}`);
          await otherTab.isHeld(lock);
          order.push(`end ${index}`);
        }),
      );
      await Promise.all(jobs.map(({ queued }) => queued));
      expect(order).toEqual([]);
      first.open();
      await Promise.all(jobs.map(({ done }) => done));
      expect(order).toEqual([0, 1, 2, 3].flatMap((index) => [`begin ${index}`, `end ${index}`]));
    });

    test('a lock that is held is seen from every tab', async () => {
      const { here, otherTab, lock } = fresh();
      const holder = await hold(here, lock);
      expect(await otherTab.isHeld(lock)).toBe(true);
      expect(await otherTab.isHeld(`${lock}-other`)).toBe(false);
      holder.open();
      await holder.done;
      expect(await otherTab.isHeld(lock)).toBe(false);
    });

    test('locks of different names do not wait for each other', async () => {
      const { here, lock } = fresh();
      const holder = await hold(here, lock);
      expect(await here.run(`${lock}-other`, async () => 'ran')).toBe('ran');
      holder.open();
      await holder.done;
    });

    test('a job that fails gives the lock back and its error comes through', async () => {
      const { here, lock } = fresh();
      const failing = here.run(lock, async () => {
        throw new TypeError('broken');
      });
      await expect(failing).rejects.toThrow(TypeError);
      expect(await here.run(lock, async () => 'ran')).toBe('ran');
    });

    test('one who aborts while waiting never starts, and the next one gets the lock', async () => {
      const { here, otherTab, lock } = fresh();
      const holder = await hold(here, lock);
      const stopping = new AbortController();
      let started = false;
      const start = async () => {
        started = true;
      };
      const aborted = waiting(otherTab, lock, start, stopping.signal);
      await aborted.queued;
      const next = waiting(here, lock, async () => undefined);
      await next.queued;
      stopping.abort();
      await expect(aborted.done).rejects.toMatchObject({ name: 'AbortError' });
      holder.open();
      await next.done;
      expect(started).toBe(false);
    });

    test('a signal that was aborted before is obeyed', async () => {
      const { here, lock } = fresh();
      let started = false;
      const start = async () => {
        started = true;
      };
      await expect(here.run(lock, start, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(started).toBe(false);
    });

    test('aborting after the job began does not take the lock away', async () => {
      const { here, otherTab, lock } = fresh();
      const stopping = new AbortController();
      const heldMeanwhile = await here.run(
        lock,
        async () => {
          stopping.abort();
          return otherTab.isHeld(lock);
        },
        { signal: stopping.signal },
      );
      expect(heldMeanwhile).toBe(true);
    });
  });
}
