import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseStore } from '../../src/adapters/store/chooseStore.ts';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createIndexedDbStore } from '../../src/adapters/store/indexedDbStore.ts';
import { createOpfsStore } from '../../src/adapters/store/opfsStore.ts';
import type { ArchiveStore } from '../../src/ports/ArchiveStore.ts';
import { limitStorage } from '../contracts/browserQuota.ts';

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
