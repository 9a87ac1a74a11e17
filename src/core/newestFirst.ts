import type { BackupRecord } from './backup.ts';

/** A record with the instant of its beginning, ms since the epoch. */
export interface DatedRecord {
  record: BackupRecord;
  at: number;
}

/**
 * The records, newest first; those of the same instant by id, so that the order in which they come does not matter.
 * A date that cannot be read counts as infinitely late: a record of unknown age is not old.
 */
export function newestFirst(records: readonly BackupRecord[]): DatedRecord[] {
  const dated = records.map((record) => {
    const at = Date.parse(record.createdAt);
    return { record, at: Number.isNaN(at) ? Number.POSITIVE_INFINITY : at };
  });
  return dated.sort((a, b) => {
    if (a.at !== b.at) return a.at < b.at ? 1 : -1;
    if (a.record.id === b.record.id) return 0;
    return a.record.id < b.record.id ? 1 : -1;
  });
}
