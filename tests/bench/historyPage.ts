import { createBackupCatalog } from '../../src/adapters/store/backupCatalog.ts';
import { createDatabase } from '../../src/adapters/store/database.ts';
import { fileNameOf, openFolders } from '../../src/adapters/store/opfsFolders.ts';
import { createSettings } from '../../src/adapters/store/settings.ts';
import type { BackupRecord } from '../../src/core/backup.ts';
import { defaultSettings } from '../../src/core/settings.ts';

/** What can be asked of a tab of the app's origin: to keep a history, and to be another tab that makes a backup. */
interface HistoryBench {
  /** Nothing shall run by itself: it would clean the history up. */
  stopSchedules(projectId: string): Promise<void>;
  /** Stores records, and a file for each archive that is present. */
  fill(records: readonly BackupRecord[]): Promise<void>;
  /** Stores a record as a run does that tells how far it is. */
  putProgress(record: BackupRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

declare global {
  var historyBench: HistoryBench;
}

const database = createDatabase();
const catalog = createBackupCatalog(database);
const settings = createSettings(database);

async function storeFile(folder: FileSystemDirectoryHandle, { id, archive }: BackupRecord): Promise<void> {
  if (archive?.bytes !== 'present') return;
  const writable = await (await folder.getFileHandle(fileNameOf(id), { create: true })).createWritable();
  await writable.write(new Uint8Array(archive.sizeBytes));
  await writable.close();
}

globalThis.historyBench = {
  stopSchedules: (projectId) => settings.save(projectId, { ...defaultSettings, automatic: false }),

  async fill(records) {
    const { archives } = await openFolders('holdfast');
    await Promise.all(records.map((record) => storeFile(archives, record)));
    await database.write('fill the history', ['backups'], async (tx) => {
      await Promise.all(records.map((record) => tx.objectStore('backups').put(record)));
    });
  },

  putProgress: (record) => catalog.put(record, { relaxed: true }),
  remove: (id) => catalog.delete(id),
};
