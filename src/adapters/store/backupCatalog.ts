import { HoldfastError } from '../../core/HoldfastError.ts';
import type { BackupCatalog, Claim } from '../../ports/BackupCatalog.ts';
import { createChanges } from './changes.ts';
import type { Database, Transaction } from './database.ts';

/** @throws HoldfastError `claim-lost`. */
async function demand(tx: Transaction<'readwrite'>, projectId: string, { slotId, token }: Claim): Promise<void> {
  const slot = await tx.objectStore('slots').get([projectId, slotId]);
  if (slot?.token === token && slot.state !== 'ended') return;
  throw new HoldfastError('claim-lost', 'Another tab has taken this scheduled run over.', {
    hint: 'Its result stands in the log of the schedules.',
  });
}

/** The records of all runs, in IndexedDB. */
export function createBackupCatalog(database: Database): BackupCatalog {
  const changes = createChanges(`${database.name}:backups`);
  return {
    async list(projectId) {
      const records = await database.read('read the list of backups', ['backups'], (tx) =>
        tx.objectStore('backups').index('byProject').getAll(projectId),
      );
      return records.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
    },

    async get(id) {
      const record = await database.read('read the record of a backup', ['backups'], (tx) =>
        tx.objectStore('backups').get(id),
      );
      return record ?? null;
    },

    async put(record, { relaxed = false, claim } = {}) {
      // Cloned now: the caller may change it while the database opens.
      const copy = structuredClone(record);
      await database.write(
        'record a backup',
        claim === undefined ? ['backups'] : ['backups', 'slots'],
        async (tx) => {
          if (claim !== undefined) await demand(tx, copy.projectId, claim);
          await tx.objectStore('backups').put(copy);
        },
        { relaxed },
      );
      changes.notify();
    },

    async delete(id) {
      await database.write('delete the record of a backup', ['backups'], (tx) => tx.objectStore('backups').delete(id));
      changes.notify();
    },

    subscribe: changes.subscribe,
  };
}
