import type { RestoreRecord } from '../../src/core/restore.ts';

export const restoredProject = 'https://one.example';

/** A restore that began at a minute of an afternoon of January 2026 and went well, unless told otherwise. */
export function restoreRecord(minute: number, changes: Partial<RestoreRecord> = {}): RestoreRecord {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 25, 14, minute, seconds)).toISOString();
  const counts = { insert: 2, update: 1, delete: 0, unchanged: 20, conflict: 0 };
  return {
    id: `restore-${minute}`,
    projectId: restoredProject,
    platform: 'Car audio',
    state: 'restored',
    way: 'helper',
    request: {
      backupId: 'backup-1',
      scope: { kind: 'tables', tables: ['public.users'] },
      mode: 'replace',
      conflicts: 'leave out',
      triggers: 'off',
    },
    backup: {
      id: 'backup-1',
      filename: 'manual-backup-2026-01-24T14-30-45-123Z.zip',
      createdAt: '2026-01-24T14:30:45.123Z',
      platform: 'Car audio',
      projectUrl: restoredProject,
    },
    by: { id: 'u1', email: 'admin@example.com' },
    startedAt: at(0),
    endedAt: at(12),
    phases: [{ name: 'apply', state: 'done', startedAt: at(10), endedAt: at(11), message: null }],
    planned: [{ table: 'public.users', counts }],
    tables: [{ table: 'public.users', inserted: 2, updated: 1, deleted: 0, leftOut: 0, rowsAfter: 23 }],
    conflicts: [],
    preRestoreBackupId: 'backup-2',
    maintenanceUntil: null,
    error: null,
    undoUntil: '2026-01-26T14:30:00.000Z',
    undoneAt: null,
    ...changes,
  };
}
