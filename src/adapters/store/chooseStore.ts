import { HoldfastError } from '../../core/HoldfastError.ts';
import type { ArchiveStore } from '../../ports/ArchiveStore.ts';
import type { Database } from './database.ts';
import { createIndexedDbStore } from './indexedDbStore.ts';
import { createOpfsStore } from './opfsStore.ts';
import { createStoreWithoutFiles } from './storeWithoutFiles.ts';

/** A full disk says nothing about what the browser can do. */
function isFull(error: unknown): boolean {
  return error instanceof HoldfastError && error.code === 'storage-full';
}

/** Writes a byte and takes it back: whether files can be written in place shows in a worker only. */
async function canWrite(store: ArchiveStore): Promise<boolean> {
  try {
    const sink = await store.create(`probe-${crypto.randomUUID()}`);
    try {
      await sink.append(new Uint8Array(1));
    } finally {
      await sink.abort();
    }
    return true;
  } catch (error) {
    return isFull(error);
  }
}

/** How many archives lie there; null where the browser has no such file system or keeps it from this page. */
async function countArchives(store: ArchiveStore): Promise<number | null> {
  try {
    return (await store.list()).length;
  } catch (error) {
    return isFull(error) ? 0 : null;
  }
}

/** Writes to one store and finds archives in both: what was stored while the browser had no files must not seem gone. */
function combine(first: ArchiveStore, other: ArchiveStore): ArchiveStore {
  return {
    create: (id) => first.create(id),
    open: async (id) => (await first.open(id)) ?? (await other.open(id)),
    list: async () => [...(await first.list()), ...(await other.list())],
    listUnpublished: async () => [...(await first.listUnpublished()), ...(await other.listUnpublished())],
    async delete(id) {
      await first.delete(id);
      await other.delete(id);
    },
  };
}

/**
 * The origin private file system where the browser has one, else IndexedDB; archives that lie in the other are found too.
 * Where archives lie in the first already it stays the choice, even if writing fails today: else they would seem to be gone.
 */
export async function chooseStore(database: Database, root?: string): Promise<ArchiveStore> {
  const files = createOpfsStore(root);
  const chunks = createIndexedDbStore(database);
  const archives = await countArchives(files);
  if (archives === null) return createStoreWithoutFiles(database, chunks, files);
  const usable = archives > 0 || (await canWrite(files));
  return usable ? combine(files, chunks) : combine(chunks, files);
}
