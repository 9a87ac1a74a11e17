import type { BackupChanges, BackupRecord, TableChanges } from '../../core/backup.ts';
import { type Drop, findDrops } from '../../core/findDrops.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { hasBytes } from '../../ui/formatStatus.ts';

/** What the newest backup has that the one before had not. */
export type WhatChanged =
  /** There are no two backups of the same tables. */
  | { kind: 'nothing-yet' }
  /** They are there, but were not compared; `before` is the one that it will be compared with. */
  | { kind: 'unknown'; record: BackupRecord; before: BackupRecord }
  | KnownChanges;

export interface KnownChanges {
  kind: 'known';
  record: BackupRecord;
  /** What it was compared with; null when nothing is known of it any more. */
  before: BackupRecord | null;
  changes: BackupChanges;
  /** Tables with most changes first. */
  top: TableChanges[];
  /** Changed tables that are not among them. */
  more: number;
  /** Tables that did not change. */
  equal: number;
  drops: Drop[];
  /** The backup that it was compared with is still there, so that rows can be looked at. */
  comparable: boolean;
}

const shownTables = 5;

/** How many rows of a table differ; 0 where that is not known. */
export const sizeOf = ({ counts }: TableChanges) =>
  counts === null ? 0 : counts.added + counts.removed + counts.changed;

/** Something is to be said about the table: rows differ, or it is new, gone or of other columns. */
const isChanged = (table: TableChanges) => sizeOf(table) > 0 || table.note !== null;

/**
 * What changed in the newest backup that has a file.
 * @param records newest first. @param lossPercent as `RetentionPolicy.pauseAtLossPercent`.
 * @param removed records of backups that were deleted.
 */
export function findWhatChanged(
  records: readonly BackupRecord[],
  lossPercent: number,
  removed: readonly BackupRecord[] = [],
): WhatChanged {
  const stored = records.filter((record) => hasBytes(record) && record.imported === null);
  const [record] = stored;
  if (record === undefined) return { kind: 'nothing-yet' };
  const { changes } = record;
  if (changes === null) {
    const before = stored.slice(1).find(({ scope }) => scope === record.scope);
    return before === undefined ? { kind: 'nothing-yet' } : { kind: 'unknown', record, before };
  }
  const changed = changes.tables.filter(isChanged).toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return {
    kind: 'known',
    record,
    before: [...records, ...removed].find(({ id }) => id === changes.since) ?? null,
    changes,
    top: changed.slice(0, shownTables),
    more: Math.max(0, changed.length - shownTables),
    equal: changes.tables.length - changed.length,
    drops: findDrops(changes, lossPercent),
    comparable: records.some((other) => other.id === changes.since && hasBytes(other)),
  };
}

/** A loss in a few words: "public.leads lost 4,880 of 5,000 rows"; where rows may only be hidden, no more than that they are not there. */
export function titleOfDrop(known: KnownChanges, { table: name, kind, message }: Drop): string {
  const table = known.changes.tables.find((each) => each.table === name);
  if (kind === 'changed' || table?.rowsBefore == null) return message.replace(/\.$/, '');
  const { counts, rowsBefore, rowsAfter } = table;
  const had = formatPlural(rowsBefore, 'row');
  const lost = formatCount(counts?.removed ?? rowsBefore - (rowsAfter ?? 0));
  if (!isWhole(known, name)) return `${lost} of ${had} of ${name} are not in this backup`;
  return rowsAfter === null ? `${name} is not in this backup, it had ${had}` : `${name} lost ${lost} of ${had}`;
}

/** Whether both backups are whole, so that the table was read whole or is known to be gone: else its rows may only be out of sight. */
export function isWhole({ record, before }: KnownChanges, name: string): boolean {
  if (record.status !== 'completed' || before?.status !== 'completed') return false;
  const table = record.tables.find((each) => each.table === name);
  return table === undefined || table.outcome === 'exported';
}
