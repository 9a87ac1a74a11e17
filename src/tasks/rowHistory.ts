import type { RowOverride } from '../core/page.ts';
import type { KeyValue } from '../core/rowCells.ts';
import type { Services } from '../ports/Services.ts';

/** The row whose history is asked for. */
export interface RowIdentity {
  /** `schema.table` */
  table: string;
  /** Its key; without one, the backup and row number of a row: all of its values name it then. */
  by: { key: readonly KeyValue[] } | { backupId: string; row: number };
}

/** The row as one backup has it. */
export interface RowVersion {
  backupId: string;
  filename: string;
  /** ISO instant. */
  createdAt: string;
  state: 'present' | 'absent' | 'unknown';
  /** Why it is unknown; a sentence. Null otherwise. */
  why: string | null;
  /** Number of the row in the table from 0; null unless present. */
  row: number | null;
  /** How many rows are like it: more than one only in tables without a key. 0 unless present. */
  count: number;
  /** The row as the server wrote it, for `cellsOf` and `prettyRow`; null unless present. */
  bytes: Uint8Array<ArrayBuffer> | null;
  overrides: readonly Pick<RowOverride, 'column' | 'text'>[];
  /** Changes when the row does: versions of equal content have equal text. Null unless present. */
  content: string | null;
}

export interface RowHistory {
  /** Newest first; only backups whose looking-through has ended, so it grows from the top. */
  versions: RowVersion[];
  /** Backups that are looked through in all, and how many of them were. */
  backups: number;
  backupsDone: number;
  bytesDone: number;
  bytes: number;
}

/**
 * The history of one row over all backups of this browser, newest first. Content that several backups share is read once.
 * @throws HoldfastError `not-found` when the backup that names the row is not in this browser; AbortError.
 */
export async function rowHistory(
  _services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'clock' | 'project'>,
  _row: RowIdentity,
  _signal: AbortSignal,
  _onProgress: (history: RowHistory) => void,
): Promise<RowHistory> {
  throw new Error('Not built yet');
}
