import type {
  BackupRecord,
  BackupStatus,
  BackupType,
  Coverage,
  Paging,
  Removal,
  TableOutcome,
  TableResult,
} from '../core/backup.ts';
import { formatFaults } from './formatFaults.ts';
import { formatCount, formatList, formatPlural, unknownValue } from './formatNumber.ts';
import { formatDay, formatMoment } from './formatTime.ts';

export const typeWords: Record<BackupType, string> = {
  manual: 'Manual',
  automatic: 'Automatic',
  'pre-restore': 'Pre-restore',
  imported: 'Imported',
};

export const statusWords: Record<BackupStatus, string> = {
  'in progress': 'In progress',
  completed: 'Completed',
  unproven: 'Unproven',
  partial: 'Partial',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

export const outcomeWords: Record<TableOutcome, string> = {
  exported: 'Exported',
  partial: 'Partial',
  denied: 'Denied',
  failed: 'Failed',
  excluded: 'Excluded',
};

export const pagingWords: Record<Paging, string> = {
  export: 'Export function',
  keyset: 'By key',
  offset: 'By offset',
  blocks: 'By physical block',
  snapshot: 'Snapshot',
};

/** Tables that keep a backup from being complete. */
export function problemTables(record: BackupRecord): TableResult[] {
  return record.tables.filter((table) => table.outcome !== 'exported' && table.outcome !== 'excluded');
}

/** What hides behind the outcome of one table, as a short line; null for exported tables. */
export function outcomeReason(table: TableResult): string | null {
  if (table.outcome === 'exported') return null;
  const { rowsVisible, rowsTotal } = table;
  if (table.outcome === 'partial' && rowsVisible !== null && rowsTotal !== null && rowsVisible < rowsTotal)
    return `${formatCount(rowsVisible)} of ${formatCount(rowsTotal)} rows visible to you`;
  if (table.error !== null) return table.error;
  if (table.outcome === 'denied') return 'You may not read this table';
  return table.outcome === 'excluded' ? 'Left out by setting' : null;
}

/** The line under the status of a run: why it is not simply completed; null when there is nothing to add. */
export function statusReason(record: BackupRecord): string | null {
  if (record.archive?.bytes === 'missing') return 'File not found in this browser';
  if (record.archive?.bytes === 'corrupt') return formatFaults(record).replace(/\.$/, '');
  if (record.status === 'failed' || record.status === 'interrupted') return record.error?.message ?? null;
  if (record.status === 'unproven') return 'Coverage unknown';
  if (record.status !== 'partial') return null;
  const problems = problemTables(record);
  const first = problems[0];
  if (first === undefined) return record.error?.message ?? null;
  const reason = outcomeReason(first) ?? `${first.table} is not complete`;
  return problems.length === 1 ? reason : `${reason}, and ${formatPlural(problems.length - 1, 'more table')}`;
}

/** When, by whom and why a backup was removed: "29 Mar by cleanup: Over 30 days, no other rule keeps it". `now` in ms. */
export function formatRemoval({ at, by, reason }: Removal, now: number): string {
  const day = formatDay(Date.parse(at), now);
  return by === 'person' ? `${day} by hand` : `${day} by cleanup: ${reason}`;
}

/** "10 of 10", tables in the archive of those that the run set out to read; `–` where that is not known. */
export function formatTables({ tablesBackedUp, tablesTotal }: Tables): string {
  return tablesTotal === null ? unknownValue : `${formatCount(tablesBackedUp)} of ${formatCount(tablesTotal)}`;
}

type Tables = Pick<BackupRecord, 'tablesBackedUp' | 'tablesTotal'>;

/** "Manual backup, 24 Mar 02:00". `now` in ms since the epoch. */
export function formatBackupTitle(record: BackupRecord, now: number): string {
  return `${typeWords[record.type]} backup, ${formatMoment(record.createdAt, now).replace(', ', ' ')}`;
}

/** Whether the archive's bytes are in this browser, so that it can be downloaded. */
export function hasBytes(record: BackupRecord): boolean {
  return record.archive?.bytes === 'present' && record.status !== 'in progress';
}

/** Whether the archive's file is in this browser, sound or damaged, so that what is good of it can be read. */
export function hasFile({ archive, status }: BackupRecord): boolean {
  return archive !== null && archive.bytes !== 'missing' && status !== 'in progress';
}

/** Bytes that the archives of these backups take up in this browser. */
export function storedBytes(records: readonly BackupRecord[]): number {
  return records.reduce((sum, { archive }) => sum + (archive?.bytes === 'present' ? archive.sizeBytes : 0), 0);
}

/** How long a run took, in ms; null while it is on. */
export function durationMs(record: BackupRecord): number | null {
  return record.finishedAt === null ? null : Date.parse(record.finishedAt) - Date.parse(record.createdAt);
}

/** Names of tables in a sentence: at most three, then "and 7 more tables". */
export function formatTableNames(names: readonly string[]): string {
  if (names.length <= 3) return formatList(names);
  return `${names.slice(0, 2).join(', ')} and ${formatPlural(names.length - 2, 'more table')}`;
}

/** What one moment in time covers. */
export const consistencyWords: Record<BackupRecord['consistency'], { value: string; below: string }> = {
  page: { value: 'Page by page', below: 'not one moment in time' },
  table: { value: 'Table by table', below: 'not one moment in time' },
  snapshot: { value: 'One moment in time', below: 'for all tables' },
};

/** How it is known which tables there are. */
export const coverageWords: Record<Coverage, { value: string; below: string }> = {
  catalog: { value: 'Every table known', below: 'listed by the helper' },
  declared: { value: 'Declared tables only', below: 'others are not known' },
};
