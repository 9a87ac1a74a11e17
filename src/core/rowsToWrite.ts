import type { JoinedRows } from './joinFingerprints.ts';
import type { RestoreMode } from './restore.ts';

/** What is written to one table: numbers of rows, rising. */
export interface RowsToWrite {
  /** In the table of the backup, from 0. */
  insert: Uint32Array<ArrayBuffer>;
  update: Uint32Array<ArrayBuffer>;
  /** In the table as it is now, from 0. */
  delete: Uint32Array<ArrayBuffer>;
  /** Every row of now is deleted first; `delete` is empty. */
  all: boolean;
}

interface Wanted {
  mode: RestoreMode;
  /** Whether rows are matched by a key; without one whole rows are, each as often as it is there. */
  keyed: boolean;
  rowsInBackup: number;
  /** Numbers of the rows that were picked; null for all of them. */
  picked: ReadonlySet<number> | null;
}

const none = new Uint32Array(0);

const isPicked = (picked: Wanted['picked'], row: number) => picked === null || picked.has(row);

/** How many rows are there with other values than in the backup, and stay so: those that a merge would update. */
export function countKeptDiffering(
  { changedAfter }: Pick<JoinedRows, 'changedAfter'>,
  { mode, picked }: Pick<Wanted, 'mode' | 'picked'>,
): number {
  return mode === 'add' ? changedAfter.filter((row) => isPicked(picked, row)).length : 0;
}

/**
 * What a mode does about the rows that differ.
 * @param rows of the comparison in which `before` is the table as it is now, and `after` the backup.
 */
export function rowsToWrite(rows: JoinedRows, { mode, keyed, rowsInBackup, picked }: Wanted): RowsToWrite {
  const ofPicked = (numbers: Uint32Array<ArrayBuffer>) =>
    picked === null ? numbers : numbers.filter((row) => isPicked(picked, row));
  const insert = ofPicked(rows.added);
  const update = mode === 'add' ? none : ofPicked(rows.changedAfter);
  // All others would go with what was not picked.
  if (mode !== 'replace' || picked !== null) return { insert, update, delete: none, all: false };
  if (keyed) return { insert, update, delete: rows.removed, all: false };
  if (insert.length === 0 && rows.removed.length === 0) return { insert, update, delete: none, all: false };
  // Equal rows cannot be told apart, so none of them can be deleted alone.
  return { insert: Uint32Array.from({ length: rowsInBackup }, (_row, row) => row), update, delete: none, all: true };
}
