import type { BackupStatus, BackupType, Coverage } from './backup.ts';
import type { Cell, KeyValue } from './rowCells.ts';

/** One side of a comparison: a backup, or the project as it was read for it just now. */
export interface ComparedSide {
  kind: 'backup' | 'live';
  /** Id of the backup; of the live project that of its temporary archive. */
  id: string;
  /** ISO instant at which the backup, or the reading of the live project, began. */
  at: string;
  /** The rest is null for the live project, but for what its reading found. */
  filename: string | null;
  type: BackupType | null;
  reason: string | null;
  status: BackupStatus;
  coverage: Coverage;
}

/** A column that only one side has, or that has another type there. Types are null where they are not known, or the column is not there. */
export interface ColumnDifference {
  column: string;
  change: 'new' | 'gone' | 'retyped';
  before: string | null;
  after: string | null;
}

export type RowChange = 'added' | 'removed' | 'changed';

/** How many rows differ, by kind. `rowsBefore - removed + added = rowsAfter`. */
export type RowCounts = Record<RowChange, number>;

/** Why a kind of difference may not be what it looks like; `why` is a sentence. */
export interface Doubt {
  about: RowChange;
  why: string;
}

/** What a comparison found of one table. */
export interface TableDifference {
  /** `schema.table` */
  table: string;
  /**
   * `equal`: the same rows and columns. `different`: rows or columns differ. `only-after`, `only-before`: the other side has no such table,
   * as far as it is known. `not-compared`: one side could not be read.
   */
  verdict: 'equal' | 'different' | 'only-after' | 'only-before' | 'not-compared';
  /** Null where rows were not compared. */
  counts: RowCounts | null;
  /** Rows on each side; null where they were not read. */
  rowsBefore: number | null;
  rowsAfter: number | null;
  /** The columns by which rows were matched; empty where whole rows were, so that none is called changed. */
  key: readonly string[];
  /** The key of each side, where they differ. */
  keyChange: { before: readonly string[]; after: readonly string[] } | null;
  columns: readonly ColumnDifference[];
  /** Must be shown beside the counts: "removed" rows that may only have been hidden, above all. */
  doubts: readonly Doubt[];
  /** A sentence: why it was not compared, or what is known of a table that one side lacks. Null when there is nothing to say. */
  note: string | null;
}

/** One value on both sides; null where that side has no such column, or no such row. */
export interface CellDifference {
  column: string;
  before: Cell | null;
  after: Cell | null;
  /** The values differ. Of an added or removed row no value is called changed. */
  changed: boolean;
}

/** One row that differs, with its values side by side. */
export interface RowDifference {
  change: RowChange;
  /** Null for tables without a key. */
  key: KeyValue[] | null;
  /** Number of the row in the table of each side, from 0; null where the side does not have it. */
  rowBefore: number | null;
  rowAfter: number | null;
  /** The row as the server wrote it; null where the side does not have it. */
  before: Uint8Array<ArrayBuffer> | null;
  after: Uint8Array<ArrayBuffer> | null;
  /** In the order of the later side's columns, those that are gone last. */
  cells: CellDifference[];
}

/** In how many rows a column changed. */
export interface ColumnCount {
  column: string;
  rows: number;
}

/** Which differences are asked for. */
export interface DifferenceFilter {
  changes: readonly RowChange[];
  /** Only rows in which this column changed; null for all. */
  column: string | null;
}
