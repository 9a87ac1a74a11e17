import type { TableOutcome, TableResult } from '../../core/backup.ts';

const ranks: Record<TableOutcome, number> = { failed: 0, denied: 0, partial: 0, exported: 1, excluded: 2 };

/** Problems first, then what was exported, then what was left out by setting; by name within each. */
export function orderTables(tables: readonly TableResult[]): TableResult[] {
  return tables.toSorted(
    (a, b) => ranks[a.outcome] - ranks[b.outcome] || (a.table < b.table ? -1 : Number(a.table > b.table)),
  );
}
