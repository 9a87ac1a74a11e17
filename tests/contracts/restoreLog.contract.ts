import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RestoreLog } from '../../src/ports/RestoreLog.ts';
import { restoredProject, restoreRecord } from './restoreRecord.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';

/** What the records of restores promise. */
export function restoreLogContract(name: string, open: () => Promise<SharedUnderTest<RestoreLog>>): void {
  describe(`records of restores, ${name}`, () => {
    let here: RestoreLog;
    let otherTab: RestoreLog;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ here, otherTab, close } = await open());
    });
    afterEach(() => close());

    test('are listed newest first, those of one project, in every tab', async () => {
      const [first, second, third] = [restoreRecord(1), restoreRecord(2), restoreRecord(3)];
      const twin = restoreRecord(2, { id: 'restore-2b' });
      for (const record of [second, first, twin, third]) await here.put(record);
      await here.put(restoreRecord(9, { id: 'foreign', projectId: 'https://two.example' }));
      expect(await otherTab.list(restoredProject)).toEqual([third, twin, second, first]);
      expect((await otherTab.list('https://two.example')).map(({ id }) => id)).toEqual(['foreign']);
      expect(await otherTab.list('https://three.example')).toEqual([]);
    });

    test('are replaced under their id, and found by it', async () => {
      expect(await here.get('restore-1')).toBeNull();
      await here.put(restoreRecord(1, { state: 'running', endedAt: null }));
      await otherTab.put(restoreRecord(1));
      expect(await here.get('restore-1')).toEqual(restoreRecord(1));
      expect(await here.list(restoredProject)).toHaveLength(1);
    });

    test('stay as they were put, whatever becomes of the objects', async () => {
      const record = restoreRecord(1);
      const stored = here.put(record);
      record.state = 'in-between';
      await stored;
      const [read] = await here.list(restoredProject);
      if (read !== undefined) read.phases = [];
      expect(await here.get('restore-1')).toEqual(restoreRecord(1));
    });

    test('tell their changes in this tab and in the other, when they can be read', async () => {
      const mine = callsOf(here.subscribe);
      const states: Promise<string | undefined>[] = [];
      const theirs = callsOf((listener) =>
        otherTab.subscribe(() => {
          states.push(otherTab.get('restore-1').then((record) => record?.state));
          listener();
        }),
      );
      await here.put(restoreRecord(1, { state: 'unknown' }));
      await Promise.all([mine.until(1), theirs.until(1)]);
      expect(await states[0]).toBe('unknown');
      mine.end();
      theirs.end();
    });
  });
}
