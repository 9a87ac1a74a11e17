import { expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
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

test('changes that come while it reads are not lost, and need one more reading only', async () => {
  const { backups, history } = await watch();
  let readings = 0;
  const { list } = backups;
  backups.list = (projectId) => {
    readings += 1;
    return list(projectId);
  };
  const reading = history.refresh();
  for (let rows = 0; rows < 10; rows += 1) void backups.put({ ...second, totalRows: rows });
  await reading;
  await history.refresh();
  expect(history.get().records[0]?.totalRows).toBe(9);
  expect(readings).toBeLessThanOrEqual(3);
});

test('keeps the last good answer when the storage fails', async () => {
  const { backups, history } = await watch();
  backups.list = async () => {
    throw new HoldfastError('storage-failed', 'The connection was lost.');
  };
  await history.refresh();
  expect(history.get()).toMatchObject({ status: 'error', records: [{ id: first.id }] });
  expect(history.get().error?.message).toBe('The connection was lost.');
});
