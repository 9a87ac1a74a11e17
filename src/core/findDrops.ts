import type { BackupChanges, TableChanges } from './backup.ts';
import { countOf, formatCount } from './retentionReasons.ts';
import { fewRows, isUnusual } from './unusualLoss.ts';

/** A table that changed more than is usual. */
export interface Drop {
  /** `schema.table` */
  table: string;
  /** `lost`: most of its rows are gone, or it is gone itself: loud. `changed`: most of its rows changed: worth a look. */
  kind: 'lost' | 'changed';
  /** A sentence: "public.orders went from 2,000 rows to 12." */
  message: string;
}

/**
 * Tables that lost or changed unusually much since the backup before, worst first. What counts as lost is what pauses cleanup.
 * @param lossPercent as `RetentionPolicy.pauseAtLossPercent`.
 */
export function findDrops(changes: BackupChanges, lossPercent: number): Drop[] {
  const found = changes.tables.map((table) => judge(table, lossPercent)).filter((drop) => drop !== null);
  return found
    .sort((one, other) => rank(one) - rank(other) || other.rows - one.rows || (one.table < other.table ? -1 : 1))
    .map(({ table, kind, message }) => ({ table, kind, message }));
}

const rank = ({ kind }: Drop) => (kind === 'lost' ? 0 : 1);

function judge(
  { table, counts, rowsBefore, rowsAfter, note }: TableChanges,
  percent: number,
): (Drop & { rows: number }) | null {
  if (rowsBefore === null || rowsBefore <= fewRows) return null;
  const had = countOf(rowsBefore, 'row');
  if (rowsAfter === null) {
    return { table, kind: 'lost', rows: rowsBefore, message: `${table} had ${had}: ${note ?? 'not in this backup'}.` };
  }
  const lost = rowsBefore - rowsAfter;
  if (isUnusual(rowsBefore, lost, percent)) {
    const left = rowsAfter === 0 ? 'none' : formatCount(rowsAfter);
    return { table, kind: 'lost', rows: lost, message: `${table} went from ${had} to ${left}.` };
  }
  // Rows under new keys in place of others are a change too.
  const changed = counts === null ? 0 : counts.changed + Math.min(counts.added, counts.removed);
  if (!isUnusual(rowsBefore, changed, percent)) return null;
  return { table, kind: 'changed', rows: changed, message: `${formatCount(changed)} of ${had} in ${table} changed.` };
}
