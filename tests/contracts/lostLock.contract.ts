import { describe, expect, test } from 'vitest';
import { gate, hold, type LocksUnderTest, waiting } from './heldLock.ts';

let names = 0;

/** What every lock promises when it is taken from those who hold it, or when their tabs are closed. */
export function lostLockContract(name: string, make: () => LocksUnderTest): void {
  function fresh() {
    names += 1;
    return { ...make(), lock: `lost-${name}-${names}` };
  }

  describe(`a stolen job lock: ${name}`, () => {
    test('goes to the thief at once, before those who wait', async () => {
      const { here, otherTab, lock } = fresh();
      const robbed = await hold(here, lock);
      const order: string[] = [];
      const queued = waiting(here, lock, async () => {
        order.push('waited');
      });
      await queued.queued;
      let waits = 0;
      const finish = gate();
      const began = gate();
      const theft = otherTab.run(
        lock,
        async () => {
          order.push('stole');
          began.open();
          await finish.opened;
          order.push('ended');
        },
        { steal: true, onWaiting: () => (waits += 1) },
      );
      await began.opened;
      robbed.open();
      await robbed.done;
      expect(await here.isHeld(lock)).toBe(true);
      finish.open();
      await Promise.all([theft, queued.done]);
      expect(order).toEqual(['stole', 'ended', 'waited']);
      expect(waits).toBe(0);
      expect(await here.isHeld(lock)).toBe(false);
    });

    test('says so to the job that had it, which ends as it will', async () => {
      const { here, otherTab, lock } = fresh();
      const began = gate();
      const stolen = gate();
      let reason: unknown = null;
      const robbed = here.run(lock, async (lost) => {
        expect(lost.aborted).toBe(false);
        lost.addEventListener('abort', stolen.open);
        began.open();
        await stolen.opened;
        reason = lost.reason;
        return 'tidied up';
      });
      await began.opened;
      expect(await otherTab.run(lock, async () => 'took over', { steal: true })).toBe('took over');
      expect(await robbed).toBe('tidied up');
      expect(reason).toMatchObject({ name: 'AbortError' });
    });

    test('lets the error of the job that had it through', async () => {
      const { here, otherTab, lock } = fresh();
      const began = gate();
      const robbed = here.run(lock, async (lost) => {
        const stolen = new Promise<void>((resolve) => lost.addEventListener('abort', () => resolve()));
        began.open();
        await stolen;
        throw new TypeError('broken');
      });
      const failing = expect(robbed).rejects.toThrow(TypeError);
      await began.opened;
      await otherTab.run(lock, async () => undefined, { steal: true });
      await failing;
    });

    test('can be stolen again, from the thief', async () => {
      const { here, otherTab, lock } = fresh();
      const first = await hold(here, lock);
      const began = gate();
      const thief = otherTab.run(
        lock,
        async (lost) => {
          const stolen = new Promise<void>((resolve) => lost.addEventListener('abort', () => resolve()));
          began.open();
          await stolen;
          return 'lost it';
        },
        { steal: true },
      );
      await began.opened;
      expect(await here.run(lock, async () => 'took it back', { steal: true })).toBe('took it back');
      expect(await thief).toBe('lost it');
      first.open();
      await first.done;
    });

    test('a free lock can be stolen as well, and is given back', async () => {
      const { here, otherTab, lock } = fresh();
      expect(await here.run(lock, async () => 42, { steal: true })).toBe(42);
      expect(await otherTab.isHeld(lock)).toBe(false);
    });

    test('a job whose lock nobody stole hears nothing, whether it ends well or fails', async () => {
      const { here, lock } = fresh();
      const signals: AbortSignal[] = [];
      await here.run(lock, async (lost) => signals.push(lost));
      const failing = here.run(lock, async (lost) => {
        signals.push(lost);
        throw new DOMException('Cancelled.', 'AbortError');
      });
      await expect(failing).rejects.toMatchObject({ name: 'AbortError' });
      await here.run(lock, async () => undefined, { steal: true });
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    });

    test('a thief whose signal was aborted before takes nothing', async () => {
      const { here, otherTab, lock } = fresh();
      const holder = await hold(here, lock);
      let started = false;
      const theft = otherTab.run(
        lock,
        async () => {
          started = true;
        },
        { steal: true, signal: AbortSignal.abort() },
      );
      await expect(theft).rejects.toMatchObject({ name: 'AbortError' });
      expect(started).toBe(false);
      expect(await here.isHeld(lock)).toBe(true);
      holder.open();
      await holder.done;
    });
  });

  describe(`the job lock of a closed tab: ${name}`, () => {
    test('the lock of a tab that is closed goes to the one who waits first', async () => {
      const { here, otherTab, openTab, lock } = fresh();
      const closing = await openTab();
      await hold(closing.lock, lock);
      const order: string[] = [];
      const jobs = [here, otherTab].map((tab, index) =>
        waiting(tab, lock, async () => {
          order.push(`job ${index}`);
        }),
      );
      for (const { queued } of jobs) await queued;
      closing.close();
      await Promise.all(jobs.map(({ done }) => done));
      expect(order).toEqual(['job 0', 'job 1']);
      expect(await here.isHeld(lock)).toBe(false);
    });

    test('a tab that is closed while it waits never starts, and holds up nobody', async () => {
      const { here, otherTab, openTab, lock } = fresh();
      const holder = await hold(here, lock);
      const closing = await openTab();
      let started = false;
      await waiting(closing.lock, lock, async () => {
        started = true;
      }).queued;
      const next = waiting(otherTab, lock, async () => undefined);
      await next.queued;
      closing.close();
      holder.open();
      await next.done;
      expect(started).toBe(false);
    });

    test('what a closed tab stole is free again', async () => {
      const { here, openTab, lock } = fresh();
      const robbed = await hold(here, lock);
      const closing = await openTab();
      const began = gate();
      void closing.lock.run(
        lock,
        async () => {
          began.open();
          await new Promise(() => undefined);
        },
        { steal: true },
      );
      await began.opened;
      closing.close();
      expect(await here.run(lock, async () => 'ran')).toBe('ran');
      robbed.open();
      await robbed.done;
    });
  });
}
