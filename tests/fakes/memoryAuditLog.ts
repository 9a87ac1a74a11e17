import type { AuditEntry, AuditLog } from '../../src/ports/AuditLog.ts';
import { createListeners } from './listeners.ts';

/** The audit trail in memory; `openTab` gives another tab's view of it. */
export function createMemoryAuditLog(): AuditLog & { openTab(): AuditLog } {
  const entries: AuditEntry[] = [];
  const changes = createListeners();

  function openTab(): AuditLog {
    return {
      async append(entry) {
        entries.push(structuredClone(entry));
        changes.notify();
      },
      async list(projectId, limit = 1000) {
        const found = entries.filter((entry) => entry.projectId === projectId).reverse();
        return structuredClone(found.slice(0, limit));
      },
      subscribe: changes.subscribe,
    };
  }
  return { ...openTab(), openTab };
}
