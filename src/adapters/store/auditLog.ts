import type { AuditEntry, AuditLog } from '../../ports/AuditLog.ts';
import { createChanges } from './changes.ts';
import type { Database } from './database.ts';

const defaultLimit = 1000;

/** The audit trail, in IndexedDB. Its order is that of the appends, since the wall clock may be set back. */
export function createAuditLog(database: Database): AuditLog {
  const changes = createChanges(`${database.name}:audit`);
  return {
    async append(entry) {
      const copy = structuredClone(entry);
      await database.write('write the audit trail', ['audit'], (tx) => tx.objectStore('audit').add(copy));
      changes.notify();
    },

    list: (projectId, limit = defaultLimit) =>
      database.read('read the audit trail', ['audit'], async (tx) => {
        const entries: AuditEntry[] = [];
        let cursor = await tx.objectStore('audit').index('byProject').openCursor(projectId, 'prev');
        while (cursor !== null && entries.length < limit) {
          entries.push(cursor.value);
          cursor = await cursor.continue();
        }
        return entries;
      }),

    subscribe: changes.subscribe,
  };
}
