import type { BackupRecord, BackupStatus, BackupType } from '../../core/backup.ts';

/** What the person looks for in the history. `file` stands for archives whose bytes are missing or corrupt. */
export interface HistoryFilter {
  search: string;
  type: BackupType | null;
  status: BackupStatus | 'file' | null;
}

export const noFilter: HistoryFilter = { search: '', type: null, status: null };

function matches(record: BackupRecord, filter: HistoryFilter, words: readonly string[]): boolean {
  if (filter.type !== null && record.type !== filter.type) return false;
  const fileTrouble = record.archive !== null && record.archive.bytes !== 'present';
  if (filter.status === 'file' && !fileTrouble) return false;
  if (filter.status !== null && filter.status !== 'file' && record.status !== filter.status) return false;
  const text = `${record.filename} ${record.id} ${record.reason}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The backups that match: every word of the search in filename, id or reason; type; status. The order stays. */
export function filterHistory(records: readonly BackupRecord[], filter: HistoryFilter): BackupRecord[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return records.filter((record) => matches(record, filter, words));
}

/** How many of search, type and status narrow the list. */
export function countFilters(filter: HistoryFilter): number {
  return [filter.search.trim() !== '', filter.type !== null, filter.status !== null].filter(Boolean).length;
}
