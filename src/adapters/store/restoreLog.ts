import type { RestoreLog } from '../../ports/RestoreLog.ts';
import { createChanges } from './changes.ts';
import type { Database } from './database.ts';

/** The records of restores, in IndexedDB. */
export function createRestoreLog(database: Database): RestoreLog {
  const changes = createChanges(`${database.name}:restores`);
  return {
    async list(projectId) {
      // Arrays sort after every text, so the second bound is the end of the project. Keys of equal instants go by id.
      const ofProject = IDBKeyRange.bound([projectId], [projectId, []]);
      const records = await database.read('read the history of restores', ['restores'], (tx) =>
        tx.objectStore('restores').index('byTime').getAll(ofProject),
      );
      return records.reverse();
    },

    async get(id) {
      const record = await database.read('read the record of a restore', ['restores'], (tx) =>
        tx.objectStore('restores').get(id),
      );
      return record ?? null;
    },

    async put(record) {
      // Cloned now: the caller may change it while the database opens.
      const copy = structuredClone(record);
      await database.write('record a restore', ['restores'], (tx) => tx.objectStore('restores').put(copy));
      changes.notify();
    },

    subscribe: changes.subscribe,
  };
}
