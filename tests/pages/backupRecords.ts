import type { BackupRecord, TableResult } from '../../src/core/backup.ts';

/** Thu 26 Mar 2026, 14:32 in Berlin: the moment that all page tests show. */
export const shownAt = Date.parse('2026-03-26T13:32:00Z');

export const admin = { id: '11111111-1111-4111-8111-111111111111', email: 'admin@caraudio.example' };

/** A table that was read in full, unless told otherwise. */
export function tableResult(table: string, given: Partial<TableResult> = {}): TableResult {
  const rows = given.rows ?? 148;
  return {
    table,
    outcome: 'exported',
    error: null,
    rows,
    rowsVisible: rows,
    rowsTotal: rows,
    bytes: rows * 420,
    parts: 1,
    paging: 'export',
    contentSha256: 'b40f2d91'.padEnd(64, '0'),
    overrides: 0,
    inexactColumns: [],
    ...given,
  };
}

/** A completed and verified manual backup of two tables, made at this instant, unless told otherwise. */
export function backupRecord(createdAt: string, given: Partial<BackupRecord> = {}): BackupRecord {
  const type = given.type ?? 'manual';
  const tables = given.tables ?? [tableResult('public.events', { rows: 521 }), tableResult('public.users')];
  const exported = tables.filter((table) => table.outcome === 'exported' || table.outcome === 'partial');
  return {
    id: `${createdAt.replaceAll(/\D/g, '').slice(2, 10)}-0000-4000-8000-000000000000`,
    projectId: 'https://qtzrkwvnbxjd.supabase.co',
    projectUrl: 'https://qtzrkwvnbxjd.supabase.co',
    platform: 'Car Audio Competition Platform',
    type,
    status: 'completed',
    reason: '',
    filename: `${type}-backup-${createdAt.replaceAll(/[:.]/g, '-')}.zip`,
    createdAt,
    finishedAt: new Date(Date.parse(createdAt) + 34_000).toISOString(),
    createdBy: admin,
    coverage: 'catalog',
    consistency: 'page',
    tablesTotal: tables.filter((table) => table.outcome !== 'excluded').length,
    tablesBackedUp: exported.length,
    totalRows: exported.reduce((sum, table) => sum + table.rows, 0),
    expectedRows: null,
    totalBytes: exported.reduce((sum, table) => sum + table.bytes, 0),
    tables,
    archive: {
      bytes: 'present',
      sizeBytes: 28_400_000,
      verifiedAt: new Date(Date.parse(createdAt) + 34_000).toISOString(),
      partsVerified: exported.reduce((sum, table) => sum + table.parts, 0),
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    },
    error: null,
    scope: 'all',
    schedule: null,
    keep: null,
    pin: null,
    removed: null,
    acceptedAt: null,
    imported: null,
    changes: null,
    ...given,
  };
}
