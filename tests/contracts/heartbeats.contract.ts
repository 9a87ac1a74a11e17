import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Heartbeats } from '../../src/ports/Heartbeats.ts';
import type { SharedUnderTest } from './sharedUnderTest.ts';

/** What all signs of life promise. */
export function heartbeatsContract(name: string, make: () => Promise<SharedUnderTest<Heartbeats>>): void {
  describe(`heartbeats: ${name}`, () => {
    let under: SharedUnderTest<Heartbeats>;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('a lock under which nobody ever beat has none', async () => {
      expect(await under.here.read('lock')).toBeNull();
    });

    test('every beat counts, whoever beats, and the last one says its tab', async () => {
      await under.here.beat('lock', 'tab-1');
      await under.here.beat('lock', 'tab-1');
      expect(await under.otherTab.read('lock')).toEqual({ tab: 'tab-1', count: 2 });
      await under.otherTab.beat('lock', 'tab-2');
      expect(await under.here.read('lock')).toEqual({ tab: 'tab-2', count: 3 });
    });

    test('none is lost when two tabs beat at once', async () => {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? under.here : under.otherTab).beat('lock', `tab-${index}`),
        ),
      );
      expect((await under.here.read('lock'))?.count).toBe(20);
    });

    test('locks of different names are counted apart', async () => {
      await under.here.beat('one', 'tab-1');
      await under.here.beat('other', 'tab-2');
      expect(await under.here.read('one')).toEqual({ tab: 'tab-1', count: 1 });
    });
  });
}
