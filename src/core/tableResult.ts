import type { TableOutcome, TableResult } from './backup.ts';
import type { ManifestTable } from './manifest.ts';
import { formatTable } from './tableName.ts';

/** What the record of a backup keeps of a table in its manifest. */
export function tableResult(table: ManifestTable): TableResult {
  return {
    table: formatTable(table),
    outcome: table.outcome,
    error: table.error,
    rows: table.rows,
    rowsVisible: table.rows_visible,
    rowsTotal: table.rows_total,
    bytes: table.parts.reduce((sum, part) => sum + part.bytes, 0),
    parts: table.parts.length,
    paging: table.paging,
    contentSha256: table.content_sha256,
    overrides: table.overrides,
    inexactColumns: table.inexact_columns,
  };
}

/** The same of a table of which nothing is kept. */
export function unreadResult(table: string, outcome: TableOutcome, error: string | null): TableResult {
  return {
    table,
    outcome,
    error,
    rows: 0,
    rowsVisible: null,
    rowsTotal: null,
    bytes: 0,
    parts: 0,
    paging: null,
    contentSha256: null,
    overrides: 0,
    inexactColumns: [],
  };
}

/** How many tables a run set out to read: all but the excluded ones. */
export function countTaken(tables: readonly { outcome: TableOutcome }[]): number {
  return tables.filter(({ outcome }) => outcome !== 'excluded').length;
}
