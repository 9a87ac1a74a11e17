import type { Heartbeats } from '../../ports/Heartbeats.ts';
import type { Database } from './database.ts';

/** Signs of life, in IndexedDB. They need not reach the disk: after a crash nobody holds a lock. */
export function createHeartbeats(database: Database): Heartbeats {
  return {
    async beat(name, tab) {
      await database.write(
        'write a sign of life',
        ['heartbeats'],
        async (tx) => {
          const store = tx.objectStore('heartbeats');
          await store.put({ tab, count: ((await store.get(name))?.count ?? 0) + 1 }, name);
        },
        { relaxed: true },
      );
    },

    async read(name) {
      const beat = await database.read('read a sign of life', ['heartbeats'], (tx) =>
        tx.objectStore('heartbeats').get(name),
      );
      return beat ?? null;
    },
  };
}
