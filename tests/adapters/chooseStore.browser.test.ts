import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBackupCatalog } from '../../src/adapters/store/backupCatalog.ts';
import { chooseStore } from '../../src/adapters/store/chooseStore.ts';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createIndexedDbStore } from '../../src/adapters/store/indexedDbStore.ts';
import { createOpfsStore } from '../../src/adapters/store/opfsStore.ts';
import type { ArchiveStore } from '../../src/ports/ArchiveStore.ts';
import { limitStorage } from '../contracts/browserQuota.ts';
import { backupRecord } from '../pages/backupRecords.ts';

let database: Database;
let root: string;

beforeEach(() => {
  root = `test-${crypto.randomUUID()}`;
  database = createDatabase(root);
});

afterEach(async () => {
  await limitStorage(null);
  Reflect.deleteProperty(navigator, 'storage');
  await database.close();
  await deleteDB(database.name);
});

async function keep(store: ArchiveStore, id: string): Promise<void> {
  const sink = await store.create(id);
  await sink.append(new Uint8Array(10));
  await sink.seal();
  await sink.publish();
}

test('the origin private file system is chosen where it works, and the probe leaves nothing', async () => {
  const store = await chooseStore(database, root);
  expect(await store.listUnpublished()).toEqual([]);
  await keep(store, 'a');
  expect(await createOpfsStore(root).list()).toEqual([{ id: 'a', sizeBytes: 10 }]);
});

test('IndexedDB is chosen where the browser has no such file system', async () => {
  Object.defineProperty(navigator, 'storage', { value: {}, configurable: true });
  const store = await chooseStore(database, root);
  await keep(store, 'a');
  expect(await createIndexedDbStore(database).list()).toEqual([{ id: 'a', sizeBytes: 10 }]);
});

test('a full disk does not hide the archives that are there', async () => {
  await keep(createOpfsStore(root), 'a');
  await limitStorage(1);
  expect(await (await chooseStore(database, root)).list()).toEqual([{ id: 'a', sizeBytes: 10 }]);
});

test('a full disk without archives is not taken for a browser that cannot write files', async () => {
  await limitStorage(1);
  const store = await chooseStore(database, root);
  await limitStorage(null);
  await keep(store, 'a');
  expect(await createOpfsStore(root).list()).toHaveLength(1);
});

/** Lets the browser fail to open its file system until the test lets it work again. */
function failFiles(): () => void {
  const value = { getDirectory: () => Promise.reject(new DOMException('It failed for a moment.', 'UnknownError')) };
  Object.defineProperty(navigator, 'storage', { value, configurable: true });
  return () => Reflect.deleteProperty(navigator, 'storage');
}

const claim = (id: string) =>
  createBackupCatalog(database).put(
    backupRecord('2026-01-25T02:00:00.000Z', {
      id,
      archive: {
        bytes: 'present',
        sizeBytes: 10,
        verifiedAt: null,
        partsVerified: 1,
        checkedAt: null,
        faults: [],
        manifestSha256: null,
      },
    }),
  );

test('a file system that fails for a moment does not make its archives seem gone', async () => {
  await keep(createOpfsStore(root), 'a');
  await claim('a');
  const mend = failFiles();
  const store = await chooseStore(database, root);
  await expect(store.list()).rejects.toMatchObject({ code: 'storage-failed' });
  await expect(store.open('a')).rejects.toMatchObject({ code: 'storage-failed' });
  await keep(store, 'b'); // a backup can be made all the same
  expect((await store.open('b'))?.size).toBe(10);
  mend();
  expect((await store.list()).map(({ id }) => id).sort()).toEqual(['a', 'b']);
  expect((await store.open('a'))?.size).toBe(10);
});

test('what another tab writes as a file is found by a tab that once could not reach the files', async () => {
  const mend = failFiles();
  const store = await chooseStore(database, root);
  mend();
  await keep(await chooseStore(database, root), 'a');
  await claim('a');
  expect(await store.list()).toEqual([{ id: 'a', sizeBytes: 10 }]);
});

test('a browser that keeps its file system shut for good lists and deletes what is in IndexedDB', async () => {
  failFiles();
  const store = await chooseStore(database, root);
  await keep(store, 'a');
  await claim('a');
  expect(await store.list()).toEqual([{ id: 'a', sizeBytes: 10 }]);
  expect(await store.open('b')).toBeNull();
  expect(await store.listUnpublished()).toEqual([]);
  await store.delete('a');
  await createBackupCatalog(database).delete('a');
  await store.delete('b');
  expect(await store.list()).toEqual([]);
});
