import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupCatalog } from '../../src/ports/BackupCatalog.ts';
import { createListeners } from './listeners.ts';

/** Records of runs, in memory; `openTab` gives another tab's view of the same records. */
export function createMemoryBackupCatalog(): BackupCatalog & { openTab(): BackupCatalog } {
  const records = new Map<string, BackupRecord>();
  const changes = createListeners();

  function openTab(): BackupCatalog {
    return {
      async list(projectId) {
        const found = [...records.values()].filter((record) => record.projectId === projectId);
        return structuredClone(found.sort((a, b) => b.createdAt.localeCompare(a.createdAt)));
      },
      async get(id) {
        return structuredClone(records.get(id) ?? null);
      },
      async put(record) {
        records.set(record.id, structuredClone(record));
        changes.notify();
      },
      async delete(id) {
        records.delete(id);
        changes.notify();
      },
      subscribe: changes.subscribe,
    };
  }
  return { ...openTab(), openTab };
}
