import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { createBackupCatalog } from '../../src/adapters/store/backupCatalog.ts';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { backupRecord } from '../pages/backupRecords.ts';

let database: Database | null = null;

afterEach(async () => {
  await database?.close();
});

test.each([
  [null],
  ['backup-1'],
  [[1, 2]],
  [{ ids: [] }],
])('a tab of another version that tells %j tells that something changed', async (told) => {
  database = createDatabase(crypto.randomUUID());
  const heard = new Promise((resolve) => createBackupCatalog(database as Database).subscribe(resolve));
  const channel = new BroadcastChannel(`${database.name}:backups`);
  channel.postMessage(told);
  expect(await heard).toBeNull();
  channel.close();
});

test('a list of more records than are read at once is whole and in order', async () => {
  database = createDatabase(crypto.randomUUID());
  const records = Array.from({ length: 1_203 }, (_, number) =>
    // Several of the same instant, also where one page ends and the next begins.
    backupRecord(new Date(Date.UTC(2026, 0, 1, Math.floor(number / 7))).toISOString(), {
      id: String(number).padStart(5, '0'),
      tables: [],
    }),
  );
  await database.write('fill', ['backups'], async (tx) => {
    await Promise.all(records.map((record) => tx.objectStore('backups').put(record)));
  });
  const projectId = records[0]?.projectId ?? '';
  const list = await createBackupCatalog(database).list(projectId);
  expect(list.map(({ id }) => id)).toEqual(records.map(({ id }) => id).reverse());
});
