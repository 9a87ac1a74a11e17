import type { BackupRecord } from '../../core/backup.ts';
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

/** Records that are read at once: some 3 kB each, they are made in one task of the main thread. */
const pageRecords = 500;

/** The newest records of a project, or of those made before an instant; at least `count` of them, if there are so many. */
async function readPage(
  tx: Transaction<'readonly'>,
  projectId: string,
  count: number,
  before: string | null,
): Promise<BackupRecord[]> {
  const byTime = tx.objectStore('backups').index('byTime');
  // Arrays sort after every text, so this is the end of the project.
  const end = [projectId, before ?? []];
  // A cursor finds where the page begins without reading what stands between: that would be a request for each record.
  const newest = await byTime.openKeyCursor(IDBKeyRange.bound([projectId], end, false, true), 'prev');
  const oldest = count > 1 ? await newest?.advance(count - 1) : newest;
  const records = await byTime.getAll(IDBKeyRange.bound(oldest?.key ?? [projectId], end, false, true));
  return records.reverse();
}

/** The records of all runs, in IndexedDB. */
export function createBackupCatalog(database: Database): BackupCatalog {
  const changes = createChanges<readonly string[]>(`${database.name}:backups`);
  return {
    list: (projectId) =>
      database.read('read the list of backups', ['backups'], async (tx) => {
        const records: BackupRecord[] = [];
        let page: BackupRecord[];
        do {
          page = await readPage(tx, projectId, pageRecords, records.at(-1)?.createdAt ?? null);
          for (const record of page) records.push(record);
        } while (page.length >= pageRecords);
        return records;
      }),

    page: (projectId, count, before) =>
      database.read('read the list of backups', ['backups'], (tx) => readPage(tx, projectId, count, before ?? null)),

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
      changes.notify([copy.id]);
    },

    async update(id, change) {
      const changed = await database.write('record a backup', ['backups'], async (tx) => {
        const record = await tx.objectStore('backups').get(id);
        const after = record === undefined ? null : change(record);
        if (after !== null) await tx.objectStore('backups').put(after);
        return after;
      });
      if (changed !== null) changes.notify([id]);
      return changed;
    },

    async delete(id) {
      await database.write('delete the record of a backup', ['backups'], (tx) => tx.objectStore('backups').delete(id));
      changes.notify([id]);
    },

    // A tab of another version may tell no ids.
    subscribe: (listener) => changes.subscribe((ids: unknown) => listener(isIds(ids) ? ids : null)),
  };
}

function isIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
