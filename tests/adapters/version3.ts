import { openDB } from 'idb';
import { upgradeToVersion3 } from '../../src/core/backup.ts';
import { slotRecord } from '../contracts/slotRecord.ts';
import { version2 } from './version2.ts';

/** What a browser holds that used version 3: backups and a slot. */
export const version3 = {
  backups: version2.backups.map(upgradeToVersion3),
  slots: [slotRecord(1)],
};

/** Makes the database exactly as version 3 did, stores and indexes included, and closes it. */
export async function makeVersion3(name: string): Promise<void> {
  const db = await openDB(name, 3, {
    upgrade(made) {
      const backups = made.createObjectStore('backups', { keyPath: 'id' });
      backups.createIndex('byProject', 'projectId');
      backups.createIndex('byTime', ['projectId', 'createdAt']);
      made.createObjectStore('settings');
      made.createObjectStore('archives', { keyPath: 'id' });
      made.createObjectStore('chunks');
      const slots = made.createObjectStore('slots', { keyPath: ['projectId', 'id'] });
      slots.createIndex('byDue', ['projectId', 'dueAt']);
      slots.createIndex('byState', ['projectId', 'state']);
      made.createObjectStore('heartbeats');
      made.createObjectStore('scheduler');
      const entries = made.createObjectStore('auditEntries', { keyPath: ['projectId', 'chain', 'seq'] });
      entries.createIndex('byPosition', ['projectId', 'position']);
      made.createObjectStore('auditHeads', { keyPath: ['projectId', 'chain'] });
      made.createObjectStore('auditSync');
    },
  });
  const tx = db.transaction(['backups', 'slots'], 'readwrite');
  for (const backup of version3.backups) await tx.objectStore('backups').put(backup);
  for (const slot of version3.slots) await tx.objectStore('slots').put(slot);
  await tx.done;
  db.close();
}
