import type { ArchiveStore } from '../../ports/ArchiveStore.ts';
import type { Database } from './database.ts';

/** Whether a record claims an archive that is not in the database, so that it must lie among the files. */
function someAreFiles(database: Database): Promise<boolean> {
  return database.read('read the list of backups', ['backups', 'archives'], async (tx) => {
    const [records, inDatabase] = await Promise.all([
      tx.objectStore('backups').getAll(),
      tx.objectStore('archives').getAllKeys(),
    ]);
    const known = new Set(inDatabase);
    return records.some(({ id, archive }) => archive?.bytes === 'present' && !known.has(id));
  });
}

/**
 * Archives in IndexedDB, for a tab that could not reach the file system of this browser. Most such browsers have none, or keep it shut
 * for good. But it may also fail for a moment, and other tabs may write to it: then what cannot be asked must not be taken for gone.
 * @throws HoldfastError `storage-failed` from `open`, `list` and `delete` while files that records speak of are out of reach.
 */
export function createStoreWithoutFiles(database: Database, chunks: ArchiveStore, files: ArchiveStore): ArchiveStore {
  /** What the files say; `none` where there are none to speak of. */
  async function ask<T>(question: Promise<T>, none: T): Promise<T> {
    try {
      return await question;
    } catch (error) {
      if (await someAreFiles(database)) throw error;
      return none;
    }
  }
  return {
    create: (id) => chunks.create(id),
    open: async (id) => (await chunks.open(id)) ?? (await ask(files.open(id), null)),
    list: async () => [...(await chunks.list()), ...(await ask(files.list(), []))],
    listUnpublished: async () => [...(await chunks.listUnpublished()), ...(await ask(files.listUnpublished(), []))],
    async delete(id) {
      const begun = await chunks.listUnpublished();
      if (begun.includes(id) || (await chunks.open(id)) !== null) return chunks.delete(id);
      await ask(files.delete(id), undefined);
    },
  };
}
