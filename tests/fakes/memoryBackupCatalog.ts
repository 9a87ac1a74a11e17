import type { BackupRecord } from '../../src/core/backup.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { BackupCatalog, Claim } from '../../src/ports/BackupCatalog.ts';
import { createMemorySlotLog, type MemorySlotLog } from './memorySlotLog.ts';

/**
 * Records of runs, in memory; `openTab` gives another tab's view of the same records.
 * @param slots where the slots are that claims speak of; without it every claim is lost.
 */
export function createMemoryBackupCatalog(
  slots: Pick<MemorySlotLog, 'peek'> = createMemorySlotLog(),
): BackupCatalog & { openTab(): BackupCatalog } {
  const records = new Map<string, BackupRecord>();
  const listeners = new Set<(ids: readonly string[]) => void>();

  function notify(id: string): void {
    for (const listener of [...listeners]) listener([id]);
  }

  function all(projectId: string): BackupRecord[] {
    const found = [...records.values()].filter((record) => record.projectId === projectId);
    return found.sort((a, b) => (a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id) ? 1 : -1));
  }

  function demand(projectId: string, { slotId, token }: Claim): void {
    const slot = slots.peek(projectId, slotId);
    if (slot?.token === token && slot.state !== 'ended') return;
    throw new HoldfastError('claim-lost', 'Another tab has taken this run over.');
  }

  function openTab(): BackupCatalog {
    return {
      async list(projectId) {
        return structuredClone(all(projectId));
      },
      async page(projectId, count, before) {
        const left = all(projectId).filter(({ createdAt }) => before === undefined || createdAt < before);
        const last = left[count - 1];
        return structuredClone(left.filter(({ createdAt }) => last === undefined || createdAt >= last.createdAt));
      },
      async get(id) {
        return structuredClone(records.get(id) ?? null);
      },
      async put(record, { claim } = {}) {
        if (claim !== undefined) demand(record.projectId, claim);
        records.set(record.id, structuredClone(record));
        notify(record.id);
      },
      async update(id, change) {
        const record = records.get(id);
        const after = record === undefined ? null : change(structuredClone(record));
        if (after === null) return null;
        records.set(id, structuredClone(after));
        notify(id);
        return after;
      },
      async delete(id) {
        records.delete(id);
        notify(id);
      },
      subscribe(listener) {
        // A wrapper of its own, so that the same function subscribed twice is called twice and ended once.
        const own = (ids: readonly string[]) => listener(ids);
        listeners.add(own);
        return () => {
          listeners.delete(own);
        };
      },
    };
  }
  return { ...openTab(), openTab };
}
