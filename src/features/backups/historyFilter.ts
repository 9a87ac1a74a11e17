import type { BackupRecord, BackupStatus, BackupType } from '../../core/backup.ts';

/**
 * What the person looks for in the history. `file` stands for archives whose bytes are missing or corrupt, `removed` for backups
 * that are there no more, only their records.
 */
export interface HistoryFilter {
  search: string;
  type: BackupType | null;
  status: BackupStatus | 'file' | 'removed' | null;
}

export const noFilter: HistoryFilter = { search: '', type: null, status: null };

function hasStatus({ status, archive, removed }: BackupRecord, wanted: HistoryFilter['status']): boolean {
  if (wanted === null) return true;
  if (wanted === 'removed') return removed !== null;
  if (wanted === 'file') return archive !== null && archive.bytes !== 'present';
  return status === wanted;
}

function hasWords({ filename, id, reason, pin, removed }: BackupRecord, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${filename} ${id} ${reason} ${pin?.note ?? ''} ${removed?.reason ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The backups that match: every word of the search in filename, id, reason or note; type; status. The order stays. */
export function filterHistory(records: readonly BackupRecord[], filter: HistoryFilter): BackupRecord[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return records.filter(
    (record) =>
      (filter.type === null || record.type === filter.type) &&
      hasStatus(record, filter.status) &&
      hasWords(record, words),
  );
}

/** How many of search, type and status narrow the list. */
export function countFilters(filter: HistoryFilter): number {
  return [filter.search.trim() !== '', filter.type !== null, filter.status !== null].filter(Boolean).length;
}
