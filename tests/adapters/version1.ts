import { openDB } from 'idb';
import type { RecordOfVersion1 } from '../../src/core/backup.ts';

/** A table of a record, as version 1 wrote it. */
function table(name: string, outcome: 'exported' | 'excluded'): RecordOfVersion1['tables'][number] {
  const rows = outcome === 'exported' ? 23 : 0;
  return {
    table: `public.${name}`,
    outcome,
    error: null,
    rows,
    rowsVisible: rows,
    rowsTotal: rows,
    bytes: 8_123,
    parts: 1,
    paging: 'export',
    contentSha256: null,
    overrides: 0,
    inexactColumns: [],
  };
}

function record(id: string, changes: Partial<RecordOfVersion1> = {}): RecordOfVersion1 {
  return {
    id,
    projectId: 'https://one.example',
    projectUrl: 'https://one.example',
    platform: 'Car audio',
    type: 'manual',
    status: 'completed',
    reason: 'Before the update',
    filename: `manual-backup-${id}.zip`,
    createdAt: '2026-01-25T14:30:45.123Z',
    finishedAt: '2026-01-25T14:31:02.000Z',
    createdBy: { id: 'u1', email: 'admin@example.com' },
    coverage: 'catalog',
    consistency: 'page',
    tablesTotal: 2,
    tablesBackedUp: 2,
    totalRows: 46,
    expectedRows: 46,
    totalBytes: 16_246,
    tables: [table('events', 'exported'), table('users', 'exported')],
    archive: { bytes: 'present', sizeBytes: 900, verifiedAt: '2026-01-25T14:31:01.000Z', partsVerified: 2 },
    error: null,
    ...changes,
  };
}

/** What a browser holds that used version 1: backups of two projects, one of them without a table, one cut short. */
export const version1 = {
  backups: [
    record('whole'),
    record('without', { tables: [table('events', 'exported'), table('users', 'excluded'), table('logs', 'excluded')] }),
    record('cut', { status: 'interrupted', finishedAt: null, tablesTotal: null, tables: [], archive: null }),
    record('foreign', { projectId: 'https://two.example', projectUrl: 'https://two.example' }),
  ],
  settings: {
    tables: { mode: 'except', names: ['public.users'] },
    declaredTables: [],
    schemas: null,
    concurrency: 2,
    level: 9,
  },
  connection: { url: 'https://one.example', publishableKey: 'sb_publishable_abc', platform: 'Car audio' },
  audit: {
    projectId: 'https://one.example',
    at: '2026-01-25T14:30:45.123Z',
    who: null,
    action: 'leftovers-cleared',
    backupId: null,
    result: 'done',
    details: 'One unfinished archive was removed.',
  },
  chunk: 'half an archive',
} as const;

/** Makes the database exactly as version 1 did, stores and indexes included, and closes it. */
export async function makeVersion1(name: string): Promise<void> {
  const db = await openDB(name, 1, {
    upgrade(made) {
      made.createObjectStore('backups', { keyPath: 'id' }).createIndex('byProject', 'projectId');
      made.createObjectStore('audit', { autoIncrement: true }).createIndex('byProject', 'projectId');
      made.createObjectStore('settings');
      made.createObjectStore('archives', { keyPath: 'id' });
      made.createObjectStore('chunks');
    },
  });
  const tx = db.transaction(['backups', 'audit', 'settings', 'archives', 'chunks'], 'readwrite');
  for (const backup of version1.backups) await tx.objectStore('backups').put(backup);
  await tx.objectStore('audit').add(version1.audit);
  await tx.objectStore('settings').put(version1.connection, 'connection');
  await tx.objectStore('settings').put(version1.settings, 'project:https://one.example');
  await tx.objectStore('archives').put({ id: 'whole', published: true, sizeBytes: version1.chunk.length });
  await tx.objectStore('chunks').put(new Blob([version1.chunk]), ['whole', 0]);
  await tx.done;
  db.close();
}
