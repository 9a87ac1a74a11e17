import type { RestoreRecord } from '../../src/core/restore.ts';
import type { RestoreLog } from '../../src/ports/RestoreLog.ts';
import { createListeners } from './listeners.ts';

export interface MemoryRestoreLog extends RestoreLog {
  /** Another tab's view of the same records. */
  openTab(): RestoreLog;
}

/** Newest first; of the same instant the greater id. */
function newestFirst(a: RestoreRecord, b: RestoreRecord): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** Records of restores, in memory. */
export function createMemoryRestoreLog(): MemoryRestoreLog {
  const records = new Map<string, RestoreRecord>();
  const changes = createListeners();
  const openTab = (): RestoreLog => ({
    async list(projectId) {
      const own = [...records.values()].filter((record) => record.projectId === projectId);
      return structuredClone(own.sort(newestFirst));
    },
    async get(id) {
      return structuredClone(records.get(id) ?? null);
    },
    async put(record) {
      records.set(record.id, structuredClone(record));
      changes.notify();
    },
    subscribe: changes.subscribe,
  });
  return { ...openTab(), openTab };
}
