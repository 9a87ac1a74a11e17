import type { BackupRecord } from '../../src/core/backup.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { BackupCatalog, Claim } from '../../src/ports/BackupCatalog.ts';
import { createListeners } from './listeners.ts';
import { createMemorySlotLog, type MemorySlotLog } from './memorySlotLog.ts';

/**
 * Records of runs, in memory; `openTab` gives another tab's view of the same records.
 * @param slots where the slots are that claims speak of; without it every claim is lost.
 */
export function createMemoryBackupCatalog(
  slots: Pick<MemorySlotLog, 'peek'> = createMemorySlotLog(),
): BackupCatalog & { openTab(): BackupCatalog } {
  const records = new Map<string, BackupRecord>();
  const changes = createListeners();

  function demand(projectId: string, { slotId, token }: Claim): void {
    const slot = slots.peek(projectId, slotId);
    if (slot?.token === token && slot.state !== 'ended') return;
    throw new HoldfastError('claim-lost', 'Another tab has taken this run over.');
  }

  function openTab(): BackupCatalog {
    return {
      async list(projectId) {
        const found = [...records.values()].filter((record) => record.projectId === projectId);
        return structuredClone(found.sort((a, b) => b.createdAt.localeCompare(a.createdAt)));
      },
      async get(id) {
        return structuredClone(records.get(id) ?? null);
      },
      async put(record, { claim } = {}) {
        if (claim !== undefined) demand(record.projectId, claim);
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
