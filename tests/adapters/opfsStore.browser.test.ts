import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOpfsStore } from '../../src/adapters/store/opfsStore.ts';
import type { ArchiveSink } from '../../src/ports/ArchiveStore.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
let root: string;

beforeEach(() => {
  root = `test-${crypto.randomUUID()}`;
});

afterEach(async () => {
  const top = await navigator.storage.getDirectory();
  await top.removeEntry(root, { recursive: true });
});

/** The workers that a store starts, so that a test can kill them as a closing tab does. */
function storeWithWorkers() {
  const workers: Worker[] = [];
  const url = new URL('../../src/adapters/store/opfsWorker.ts', import.meta.url);
  const store = createOpfsStore(root, () => {
    const worker = new Worker(url, { type: 'module' });
    workers.push(worker);
    return worker;
  });
  const kill = () => {
    for (const worker of workers) worker.terminate();
  };
  return { store, kill };
}

/** The lock of a killed worker is given back a moment later. */
async function eventually(act: () => Promise<void>): Promise<void> {
  await expect.poll(() => act().then(() => 'done', String), { timeout: 10_000 }).toBe('done');
}

test('what a dead tab left is listed, out of sight, and can be deleted', async () => {
  const dying = storeWithWorkers();
  const sink = await dying.store.create('left');
  await sink.append(bytesOf('half an archive'));
  dying.kill();
  const store = createOpfsStore(root);
  expect(await store.listUnpublished()).toEqual(['left']);
  expect(await store.open('left')).toBeNull();
  await eventually(() => store.delete('left'));
  expect(await store.listUnpublished()).toEqual([]);
});

test('the archive that another tab is writing is listed, and deleting it fails', async () => {
  const writing = createOpfsStore(root);
  const sink: ArchiveSink = await writing.create('live');
  await sink.append(bytesOf('half'));
  const store = createOpfsStore(root);
  expect(await store.listUnpublished()).toEqual(['live']);
  await expect(store.delete('live')).rejects.toMatchObject({ code: 'storage-failed' });
  await sink.append(bytesOf(' and half'));
  expect(await (await sink.seal()).text()).toBe('half and half');
  await sink.abort();
});

test('a tab that died between copying and publishing left nothing that looks like a backup', async () => {
  const store = createOpfsStore(root);
  await store.list();
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle(root);
  for (const folder of ['incoming', 'archives']) {
    await (await home.getDirectoryHandle(folder)).getFileHandle('half.zip', { create: true });
  }
  expect(await store.list()).toEqual([]);
  expect(await store.open('half')).toBeNull();
  expect(await store.listUnpublished()).toEqual(['half']);
  await store.delete('half');
  expect([await store.list(), await store.listUnpublished()]).toEqual([[], []]);
});

test('a worker that cannot start is an error, not a wait without end', async () => {
  const store = createOpfsStore(root, () => new Worker('/there/is/no/such/worker.js', { type: 'module' }));
  await expect(store.create('a')).rejects.toMatchObject({ code: 'storage-failed' });
  expect(await store.listUnpublished()).toEqual([]);
});

test('an id that is no file name is refused', async () => {
  const store = createOpfsStore(root);
  await expect(store.create('../a')).rejects.toMatchObject({ code: 'storage-failed' });
  await expect(store.delete('')).rejects.toMatchObject({ code: 'storage-failed' });
  await store.list();
});
