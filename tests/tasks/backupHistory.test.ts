import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { BackupCatalog } from '../../src/ports/BackupCatalog.ts';
import { type BackupHistory, createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { backupRecord } from '../pages/backupRecords.ts';

const first = backupRecord('2026-03-24T01:00:00.000Z');
const second = backupRecord('2026-03-25T01:00:00.000Z');

async function watch() {
  const backups = createMemoryBackupCatalog();
  await backups.put(first);
  const history = createBackupHistory({ backups, project: { id: first.projectId } as never });
  await history.refresh();
  return { backups, history };
}

test('shows what another tab adds, newest first, and ends watching when stopped', async () => {
  const { backups, history } = await watch();
  await backups.openTab().put(second);
  await history.refresh();
  expect(history.get().records.map((record) => record.id)).toEqual([second.id, first.id]);
  history.stop();
  await backups.delete(second.id);
  await history.refresh();
  expect(history.get().records).toHaveLength(2);
});

test('records that did not change stay the same objects, so that rows need not be drawn again', async () => {
  const { backups, history } = await watch();
  const before = history.get().records[0];
  await backups.put(second);
  await history.refresh();
  expect(history.get().records[1]).toBe(before);
  await backups.put({ ...first, archive: null });
  await history.refresh();
  expect(history.get().records[1]).not.toBe(before);
});

/** Counts what the history asks the catalog for. */
function countReads(backups: BackupCatalog) {
  const { page, get } = backups;
  const reads = { pages: 0, records: 0 };
  backups.page = (...asked) => {
    reads.pages += 1;
    return page(...asked);
  };
  backups.get = (id) => {
    reads.records += 1;
    return get(id);
  };
  return reads;
}

/** Resolves when the history has read what it was told of so far. */
async function untilShown(history: BackupHistory, holds: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!holds()) return;
      end();
      resolve();
    };
    const end = history.subscribe(look);
    look();
  });
}

/** As many backups as are no longer read at once, an hour apart. */
function manyRecords(count: number): BackupRecord[] {
  return Array.from({ length: count }, (_, number) =>
    backupRecord(new Date(Date.UTC(2026, 0, 1, number)).toISOString(), { id: `backup-${number}` }),
  );
}

test('a change is read alone, however long the history is', async () => {
  const backups = createMemoryBackupCatalog();
  for (const record of manyRecords(1_200)) await backups.put(record);
  const history = createBackupHistory({ backups, project: { id: first.projectId } as never });
  await history.refresh();
  const before = history.get();
  const reads = countReads(backups);
  await backups.openTab().put({ ...backupRecord('2026-01-03T00:00:00.000Z'), id: 'backup-48', totalRows: 1 });
  await untilShown(history, () => history.get() !== before);
  expect(reads).toEqual({ pages: 0, records: 1 });
  const { records, removed } = history.get();
  expect(records).toHaveLength(1_200);
  expect(records.filter((record, index) => record !== before.records[index]).map(({ id }) => id)).toEqual([
    'backup-48',
  ]);
  expect(removed).toBe(before.removed);
});

test('what was shown after every change is what a new history reads', async () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd');
  const change = fc.oneof(
    fc.record({ act: fc.constant('delete' as const), id: ids }),
    fc.record({
      act: fc.constant('put' as const),
      id: ids,
      day: fc.integer({ min: 1, max: 3 }),
      rows: fc.nat(2),
      removed: fc.boolean(),
      foreign: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const { backups, history } = await watch();
      for (const next of changes) {
        if (next.act === 'delete') await backups.delete(next.id);
        else
          await backups.put({
            ...backupRecord(`2026-03-0${next.day}T00:00:00.000Z`, { id: next.id, totalRows: next.rows }),
            ...(next.removed ? { removed: { at: '2026-03-25T00:00:00.000Z', by: 'person', reason: '' } } : {}),
            ...(next.foreign ? { projectId: 'https://other.example' } : {}),
          });
      }
      const fresh = createBackupHistory({ backups, project: { id: first.projectId } as never });
      await fresh.refresh();
      const { records, removed } = fresh.get();
      await untilShown(history, () => isDeepStrictEqual({ ...history.get() }, { ...fresh.get() }));
      expect(history.get()).toMatchObject({ status: 'ready', records, removed });
      history.stop();
      fresh.stop();
    }),
  );
});

test('a record that changed to what it was draws nothing again', async () => {
  const { backups, history } = await watch();
  const before = history.get();
  const reads = countReads(backups);
  await backups.put({ ...first });
  await history.refresh();
  expect(reads.pages).toBeGreaterThan(0);
  expect(history.get()).toBe(before);
});

test('the newest backups of a long history are shown before all were read, and are counted only then', async () => {
  const backups = createMemoryBackupCatalog();
  const all = manyRecords(700);
  for (const record of all) await backups.put(record);
  const history = createBackupHistory({ backups, project: { id: first.projectId } as never });
  const seen: ReturnType<BackupHistory['get']>[] = [];
  history.subscribe(() => seen.push(history.get()));
  await history.refresh();
  const newestFirst = all.toReversed().map(({ id }) => id);
  expect(seen.map(({ status, records, newest }) => [status, records.length, newest.length])).toEqual([
    ['loading', 0, 20],
    ['ready', 700, 0],
  ]);
  expect(seen[0]?.newest.map(({ id }) => id)).toEqual(newestFirst.slice(0, 20));
  expect(seen[1]?.records.map(({ id }) => id)).toEqual(newestFirst);
});

test('backups that come and go while a long history is read for the first time are not lost', async () => {
  const backups = createMemoryBackupCatalog();
  for (const record of manyRecords(700)) await backups.put(record);
  const { page } = backups;
  let turn = 0;
  backups.page = async (...asked) => {
    turn += 1;
    const read = await page(...asked);
    if (turn === 1) {
      await backups.put(second); // newer than what was read
      await backups.delete('backup-699');
      await backups.delete('backup-0'); // not read yet
    }
    return read;
  };
  const history = createBackupHistory({ backups, project: { id: first.projectId } as never });
  await history.refresh();
  const ids = history.get().records.map(({ id }) => id);
  expect(ids).toHaveLength(699);
  expect(ids.slice(0, 2)).toEqual([second.id, 'backup-698']);
  expect(ids.at(-1)).toBe('backup-1');
});

test('everything is read again when it is not known what changed', async () => {
  const { backups, history } = await watch();
  const reads = countReads(backups);
  await history.refresh();
  expect(reads).toEqual({ pages: 1, records: 0 });
});

test('changes that come while it reads are not lost, and need one more reading only', async () => {
  const { backups, history } = await watch();
  const reads = countReads(backups);
  const reading = history.refresh();
  for (let rows = 0; rows < 10; rows += 1) void backups.put({ ...second, totalRows: rows });
  await reading;
  await history.refresh();
  expect(history.get().records[0]?.totalRows).toBe(9);
  expect(reads.pages + reads.records).toBeLessThanOrEqual(3);
});

test('keeps the last good answer when the storage fails, and reads all again when it answers', async () => {
  const { backups, history } = await watch();
  const { get } = backups;
  backups.get = async () => {
    throw new HoldfastError('storage-failed', 'The connection was lost.');
  };
  await backups.put({ ...first, totalRows: 1 });
  await untilShown(history, () => history.get().status === 'error');
  expect(history.get()).toMatchObject({ records: [first], error: { message: 'The connection was lost.' } });
  backups.get = get;
  await backups.put(second);
  await untilShown(history, () => history.get().status === 'ready');
  expect(history.get().records.map(({ id, totalRows }) => [id, totalRows])).toEqual([
    [second.id, second.totalRows],
    [first.id, 1],
  ]);
});

test('an error at the first reading shows no half of the list', async () => {
  const backups = createMemoryBackupCatalog();
  for (const record of manyRecords(700)) await backups.put(record);
  const { page } = backups;
  backups.page = async (projectId, count, before) => {
    if (before !== undefined) throw new HoldfastError('storage-failed', 'The connection was lost.');
    return page(projectId, count, before);
  };
  const history = createBackupHistory({ backups, project: { id: first.projectId } as never });
  await history.refresh();
  expect(history.get()).toMatchObject({ status: 'error', records: [], newest: [] });
});
