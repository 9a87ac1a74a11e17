import type { ArchiveStore } from '../../ports/ArchiveStore.ts';
import { checkArchiveId } from './archiveId.ts';
import { findFile, listIds, type OpfsFolders, openFolders, removeFile } from './opfsFolders.ts';
import { createOpfsSink } from './opfsSink.ts';
import { toStorageError } from './storageError.ts';

function startOpfsWorker(): Worker {
  return new Worker(new URL('./opfsWorker.ts', import.meta.url), { type: 'module', name: 'holdfast-store' });
}

async function sizeOf(folder: FileSystemDirectoryHandle, id: string): Promise<number | null> {
  const file = await findFile(folder, id);
  return file === null ? null : (await file.getFile()).size;
}

/**
 * Archives as files of the origin private file system, under the folder `root`.
 * An archive that another tab is writing at this moment is locked: deleting it fails with `storage-failed`.
 * @param startWorker starts a worker that runs `opfsWorker.ts`, one for each archive that is written.
 */
export function createOpfsStore(root = 'holdfast', startWorker = startOpfsWorker): ArchiveStore {
  async function within<T>(doing: string, work: (folders: OpfsFolders) => Promise<T>): Promise<T> {
    try {
      return await work(await openFolders(root));
    } catch (error) {
      throw toStorageError(error, doing);
    }
  }

  return {
    async create(id) {
      checkArchiveId(id);
      return createOpfsSink(root, id, startWorker);
    },

    open: (id) =>
      within('open the archive', async ({ incoming, archives }) => {
        checkArchiveId(id);
        if ((await findFile(incoming, id)) !== null) return null;
        const file = await findFile(archives, id);
        return file === null ? null : file.getFile();
      }),

    list: () =>
      within('list the archives', async ({ incoming, archives }) => {
        const unpublished = new Set(await listIds(incoming));
        const published = (await listIds(archives)).filter((id) => !unpublished.has(id));
        const sizes = await Promise.all(published.map(async (id) => ({ id, sizeBytes: await sizeOf(archives, id) })));
        // An archive that was deleted while we looked has no size.
        return sizes.flatMap(({ id, sizeBytes }) => (sizeBytes === null ? [] : [{ id, sizeBytes }]));
      }),

    listUnpublished: () => within('list the archives', ({ incoming }) => listIds(incoming)),

    delete: (id) =>
      within('delete the archive', async ({ incoming, archives }) => {
        checkArchiveId(id);
        // In this order: while it is in `incoming` it is not published, whatever lies in `archives`.
        await removeFile(archives, id);
        await removeFile(incoming, id);
      }),
  };
}
