import { openDB } from 'idb';
import { type RecordOfVersion2, upgradeToVersion2 } from '../../src/core/backup.ts';
import { settingsIn } from '../../src/core/settings.ts';
import { slotRecord } from '../contracts/slotRecord.ts';
import { version1 } from './version1.ts';

const stored = settingsIn('Asia/Tokyo');
/** As they were stored before there were verifications. */
const settingsOfVersion2 = {
  ...stored,
  level: 9,
  schedules: stored.schedules.filter(({ job }) => job !== 'verification'),
};

const pinned: RecordOfVersion2 = {
  ...upgradeToVersion2(version1.backups[0]),
  pin: { at: '2026-01-26T08:00:00.000Z', by: 'person', note: 'Before the spring update' },
  schedule: { id: 'daily-backup', name: 'Daily backup', slotId: slotRecord(1).id },
};

const entry = (projectId: string, minute: number, details: string) => ({
  ...version1.audit,
  projectId,
  at: `2026-01-25T14:${minute}:45.123Z`,
  who: { id: 'u1', email: 'admin@example.com' },
  details,
});

/** What a browser holds that used version 2: a pinned backup of a schedule, its slot, and entries of two projects. */
export const version2 = {
  backups: [pinned, { ...pinned, id: 'removed', archive: null }],
  slots: [slotRecord(1)],
  /** Of one project; nobody has set up the other. */
  settings: settingsOfVersion2,
  audit: [
    entry('https://one.example', 30, 'first'),
    entry('https://two.example', 31, 'of another project'),
    entry('https://one.example', 32, 'second'),
    entry('https://one.example', 20, 'third, after the clock was set back'),
  ],
};

/** Makes the database exactly as version 2 did, stores and indexes included, and closes it. */
export async function makeVersion2(name: string): Promise<void> {
  const db = await openDB(name, 2, {
    upgrade(made) {
      const backups = made.createObjectStore('backups', { keyPath: 'id' });
      backups.createIndex('byProject', 'projectId');
      backups.createIndex('byTime', ['projectId', 'createdAt']);
      made.createObjectStore('audit', { autoIncrement: true }).createIndex('byProject', 'projectId');
      made.createObjectStore('settings');
      made.createObjectStore('archives', { keyPath: 'id' });
      made.createObjectStore('chunks');
      const slots = made.createObjectStore('slots', { keyPath: ['projectId', 'id'] });
      slots.createIndex('byDue', ['projectId', 'dueAt']);
      slots.createIndex('byState', ['projectId', 'state']);
      made.createObjectStore('heartbeats');
      made.createObjectStore('scheduler');
    },
  });
  const tx = db.transaction(['backups', 'audit', 'slots', 'settings'], 'readwrite');
  await tx.objectStore('settings').put(version2.settings, 'project:https://one.example');
  for (const backup of version2.backups) await tx.objectStore('backups').put(backup);
  for (const each of version2.audit) await tx.objectStore('audit').add(each);
  for (const slot of version2.slots) await tx.objectStore('slots').put(slot);
  await tx.done;
  db.close();
}
