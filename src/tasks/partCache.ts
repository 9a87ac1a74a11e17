import type { RowOverride } from '../core/page.ts';
import type { PartRows, RowReader, StoredPart } from '../ports/RowReader.ts';

/** Parts that were read, the ones used last kept in memory. */
export interface PartCache {
  /** The rows of a part. Callers that ask for the same part share one reading, which ends when all of them have aborted. */
  rows(part: StoredPart, signal?: AbortSignal): Promise<PartRows>;
  /** Bytes that are kept. */
  readonly bytes: number;
}

/** @param limitBytes what is kept at most; a single part may be larger. */
export function createPartCache(_reader: Pick<RowReader, 'rows'>, _limitBytes: number = 64 * 1024 * 1024): PartCache {
  throw new Error('Not built yet');
}

/** One row of a table, ready for `cellsOf` and `prettyRow`. */
export interface TableRow {
  /** Counts from 0 in the whole table. */
  row: number;
  /** A view of the part's bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  overrides: readonly RowOverride[];
}

/** The rows of a table by their number, wherever they stand. */
export interface TableRows {
  /** Rows in all. */
  readonly count: number;
  readonly parts: readonly StoredPart[];
  /** Number in the table of the first row of a part. */
  firstRow(part: number): number;
  /** The part and the row in it. @throws RangeError for a number that the table does not have. */
  place(row: number): { part: number; row: number };
  /** The rows from `from` on, at most `count`; reads the parts that hold them. */
  read(from: number, count: number, signal?: AbortSignal): Promise<TableRow[]>;
  /** The row if its part is in memory, else null: for drawing without waiting. */
  peek(row: number): TableRow | null;
}

export function createTableRows(_cache: PartCache, _parts: readonly StoredPart[]): TableRows {
  throw new Error('Not built yet');
}
