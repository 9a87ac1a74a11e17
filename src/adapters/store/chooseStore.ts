import { HoldfastError } from '../../core/HoldfastError.ts';
import type { ArchiveStore } from '../../ports/ArchiveStore.ts';
import type { Database } from './database.ts';
import { createIndexedDbStore } from './indexedDbStore.ts';
import { createOpfsStore } from './opfsStore.ts';

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

/**
 * The origin private file system where the browser has one, else IndexedDB.
 * Where archives lie in the first already it stays the choice, even if writing fails today: else they would seem to be gone.
 */
export async function chooseStore(database: Database, root?: string): Promise<ArchiveStore> {
  const files = createOpfsStore(root);
  const archives = await countArchives(files);
  const usable = archives !== null && (archives > 0 || (await canWrite(files)));
  return usable ? files : createIndexedDbStore(database);
}
