import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupCatalog } from '../../src/ports/BackupCatalog.ts';
import type { SlotLog } from '../../src/ports/SlotLog.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';
import { endedSlot, slotRecord } from './slotRecord.ts';

/** A catalog, and the log that its claims speak of. */
export interface CatalogUnderTest extends SharedUnderTest<BackupCatalog> {
  slots: SlotLog;
}

function record(id: string, changes: Partial<BackupRecord> = {}): BackupRecord {
  return {
    id,
    projectId: 'https://one.example',
    projectUrl: 'https://one.example',
    platform: 'Car audio',
    type: 'manual',
    status: 'completed',
    reason: 'Before the update',
    filename: `manual-backup-${id}.zip`,
    createdAt: '2026-01-25T14:30:45.123Z',
    finishedAt: null,
    createdBy: { id: 'u1', email: 'admin@example.com' },
    coverage: 'catalog',
    consistency: 'page',
    tablesTotal: 1,
    tablesBackedUp: 1,
    totalRows: 23,
    expectedRows: null,
    totalBytes: 8123,
    tables: [],
    archive: {
      bytes: 'present',
      sizeBytes: 900,
      verifiedAt: null,
      partsVerified: 1,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    },
    error: null,
    scope: 'all',
    schedule: null,
    keep: null,
    pin: null,
    removed: null,
    acceptedAt: null,
    imported: null,
    changes: null,
    ...changes,
  };
}

/** What every catalog of backups promises. */
export function backupCatalogContract(name: string, make: () => Promise<CatalogUnderTest>): void {
  describe(`backup catalog: ${name}`, () => {
    let under: CatalogUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    test('a record that was put is the same in every tab', async () => {
      const written = record('a', { error: { code: 'timed-out', message: 'Too slow', hint: null } });
      await under.here.put(written);
      expect(await under.here.get('a')).toEqual(written);
      expect(await under.otherTab.get('a')).toEqual(written);
    });

    test('putting a record again replaces it', async () => {
      await under.here.put(record('a', { status: 'in progress' }));
      await under.here.put(record('a', { status: 'failed' }), { relaxed: true });
      expect(await under.otherTab.list('https://one.example')).toEqual([record('a', { status: 'failed' })]);
    });

    test('changes by what is there come one after the other, and none is lost', async () => {
      await under.here.put(record('a', { totalRows: 0 }));
      const tabs = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? under.here : under.otherTab));
      const addOne = (found: BackupRecord) => ({ ...found, totalRows: found.totalRows + 1 });
      const written = await Promise.all(tabs.map((tab) => tab.update('a', addOne)));
      expect(written.map((each) => each?.totalRows).sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual(
        tabs.map((_tab, index) => index + 1),
      );
      expect(await under.otherTab.get('a')).toEqual(record('a', { totalRows: 20 }));
    });

    test('a change that is none leaves the record alone, and there is none of what is not there', async () => {
      await under.here.put(record('a'));
      expect(await under.here.update('a', () => null)).toBeNull();
      expect(await under.here.update('b', (found) => found)).toBeNull();
      expect(await under.otherTab.list('https://one.example')).toEqual([record('a')]);
    });

    test('a change that fails is told, and changes nothing', async () => {
      await under.here.put(record('a'));
      const failing = under.here.update('a', () => {
        throw new Error('No.');
      });
      await expect(failing).rejects.toThrow();
      expect(await under.otherTab.get('a')).toEqual(record('a'));
    });

    test('puts take effect in the order of the calls', async () => {
      const rows = Array.from({ length: 20 }, (_, index) => index);
      await Promise.all(
        rows.map((totalRows) => under.here.put(record('a', { totalRows }), { relaxed: totalRows % 2 === 0 })),
      );
      expect((await under.here.get('a'))?.totalRows).toBe(19);
    });

    test('the list is of one project, newest first', async () => {
      await under.here.put(record('old', { createdAt: '2025-12-31T23:59:59.999Z' }));
      await under.here.put(record('new', { createdAt: '2026-02-01T00:00:00.000Z' }));
      await under.here.put(record('middle'));
      await under.here.put(record('foreign', { projectId: 'https://two.example' }));
      expect((await under.here.list('https://one.example')).map(({ id }) => id)).toEqual(['new', 'middle', 'old']);
    });

    test('of the same instant the greater id comes first', async () => {
      for (const id of ['b', 'd', 'a', 'c']) await under.here.put(record(id));
      expect((await under.here.list('https://one.example')).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
    });

    test('a page is the newest records of one project, or those before an instant', async () => {
      for (const day of ['03', '01', '05', '02', '04'])
        await under.here.put(record(`day-${day}`, { createdAt: `2026-02-${day}T00:00:00.000Z` }));
      await under.here.put(
        record('foreign', { projectId: 'https://two.example', createdAt: '2026-02-03T12:00:00.000Z' }),
      );
      const page = async (count: number, before?: string) =>
        (await under.here.page('https://one.example', count, before)).map(({ id }) => id);
      expect(await page(2)).toEqual(['day-05', 'day-04']);
      expect(await page(1)).toEqual(['day-05']);
      expect(await page(2, '2026-02-04T00:00:00.000Z')).toEqual(['day-03', 'day-02']);
      expect(await page(3, '2026-02-02T00:00:00.001Z')).toEqual(['day-02', 'day-01']);
      expect(await page(9)).toHaveLength(5);
      expect(await page(9, '2026-02-01T00:00:00.000Z')).toEqual([]);
    });

    test('a page does not part records of the same instant, so that the next one leaves none out', async () => {
      const [early, late] = ['2026-02-01T00:00:00.000Z', '2026-02-02T00:00:00.000Z'];
      for (const id of ['a', 'b', 'c']) await under.here.put(record(id, { createdAt: late }));
      await under.here.put(record('z', { createdAt: early }));
      expect((await under.here.page('https://one.example', 2)).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
      expect((await under.here.page('https://one.example', 2, late)).map(({ id }) => id)).toEqual(['z']);
    });

    test('the pages one after the other are the list, however many records they hold', async () => {
      for (let number = 0; number < 23; number += 1)
        await under.here.put(
          record(`r${number}`, { createdAt: new Date(Date.UTC(2026, 1, 1 + (number % 9))).toISOString() }),
        );
      const list = await under.here.list('https://one.example');
      for (const count of [1, 2, 5, 22, 23, 24]) {
        const read: BackupRecord[] = [];
        for (let more = true; more; ) {
          const page = await under.otherTab.page('https://one.example', count, read.at(-1)?.createdAt);
          read.push(...page);
          more = page.length >= count;
        }
        expect(read).toEqual(list);
      }
    });

    test('what is not there is null, and deleting it is no error', async () => {
      await under.here.put(record('a'));
      await under.otherTab.delete('a');
      await under.here.delete('a');
      expect(await under.here.get('a')).toBeNull();
      expect(await under.here.list('https://one.example')).toEqual([]);
    });

    test('changing a record that was read or written changes nothing in the catalog', async () => {
      const written = record('a');
      await under.here.put(written);
      written.reason = 'changed';
      const read = await under.here.get('a');
      if (read !== null) read.reason = 'changed too';
      expect((await under.here.get('a'))?.reason).toBe('Before the update');
    });

    test('changes are told in this tab and in the other, when they can be read', async () => {
      const here = callsOf(under.here.subscribe);
      const seen: Promise<BackupRecord | null>[] = [];
      const there = callsOf((listener) =>
        under.otherTab.subscribe(() => {
          seen.push(under.otherTab.get('a'));
          listener();
        }),
      );
      await under.here.put(record('a'));
      await Promise.all([here.until(1), there.until(1)]);
      expect((await seen[0])?.id).toBe('a');
      await under.here.delete('a');
      await Promise.all([here.until(2), there.until(2)]);
      here.end();
      there.end();
    });

    test('listeners are told which records changed or are gone, here and in the other tab', async () => {
      await under.here.put(record('a'));
      const told: (readonly string[] | null)[] = [];
      const toldThere: (readonly string[] | null)[] = [];
      const end = under.here.subscribe((ids) => told.push(ids));
      const there = callsOf((listener) =>
        under.otherTab.subscribe((ids) => {
          toldThere.push(ids);
          listener();
        }),
      );
      await under.here.put(record('b'), { relaxed: true });
      await under.here.put(record('foreign', { projectId: 'https://two.example' }));
      await under.here.delete('a');
      await there.until(3);
      expect(told).toEqual([['b'], ['foreign'], ['a']]);
      expect(toldThere).toEqual([['b'], ['foreign'], ['a']]);
      there.end();
      end();
    });

    describe('under a claim', () => {
      const claim = { slotId: slotRecord(1).id, token: 2 };
      const lost = { name: 'HoldfastError', code: 'claim-lost' };

      test.each([
        'waiting',
        'running',
        'retrying',
      ] as const)('a record is stored while its slot is %s', async (state) => {
        await under.slots.claim(slotRecord(1, { token: 2, state }));
        await under.here.put(record('a'), { claim });
        expect(await under.otherTab.get('a')).toEqual(record('a'));
      });

      test.each([
        ['was taken over', slotRecord(1, { token: 3 })],
        ['has an older token', slotRecord(1, { token: 1 })],
        ['has ended', endedSlot(1, { token: 2 })],
        ['belongs to another project', slotRecord(1, { token: 2, projectId: 'https://two.example' })],
        ['is another one', slotRecord(2, { token: 2 })],
      ])('nothing is stored when its slot %s', async (_, slot) => {
        await under.slots.claim(slot);
        await under.here.put(record('old', { status: 'in progress' }));
        const calls = callsOf(under.here.subscribe);
        await expect(under.here.put(record('a'), { claim })).rejects.toMatchObject(lost);
        await expect(under.here.put(record('old'), { claim, relaxed: true })).rejects.toMatchObject(lost);
        expect(await under.here.list('https://one.example')).toEqual([record('old', { status: 'in progress' })]);
        expect(calls.count()).toBe(0);
        calls.end();
      });

      test('nothing is stored when there is no such slot', async () => {
        await expect(under.here.put(record('a'), { claim })).rejects.toMatchObject(lost);
        expect(await under.here.get('a')).toBeNull();
      });

      test('of a takeover and a put that meet, the later one sees the earlier one', async () => {
        await under.slots.claim(slotRecord(1, { token: 2 }));
        const takeover = under.slots.replace(slotRecord(1, { token: 3 }), 2);
        const late = under.otherTab.put(record('late'), { claim: { ...claim, token: 2 } });
        const [taken, put] = await Promise.allSettled([takeover, late]);
        expect(taken).toEqual({ status: 'fulfilled', value: true });
        // Either the put came first and stands, or it was refused and left nothing.
        expect(await under.here.get('late')).toEqual(put.status === 'fulfilled' ? record('late') : null);
        await expect(under.otherTab.put(record('late'), { claim })).rejects.toMatchObject(lost);
      });
    });

    test('a listener that was ended is not called again', async () => {
      const ended = callsOf(under.here.subscribe);
      ended.end();
      const other = callsOf(under.here.subscribe);
      await under.here.put(record('a'));
      await other.until(1);
      expect(ended.count()).toBe(0);
      other.end();
    });
  });
}
