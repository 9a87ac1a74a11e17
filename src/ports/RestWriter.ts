import type { Cursor } from '../core/page.ts';

/** A table as a writer is told of it. */
export interface WrittenTable {
  /** `schema.table` */
  table: string;
  /** The columns by which rows are named; never empty. */
  key: readonly string[];
  /** The columns that are written; others that stand in the rows are passed over. */
  columns: readonly string[];
}

/**
 * Writes rows over plain REST, as the run's user: each call is one statement, all or nothing, and nothing binds one call to the next.
 * Answers are numbers of rows as the database counted them. Row level security and triggers may make them smaller than what was sent, without
 * any error: the caller compares. Rows are JSON arrays of objects as the archive has them.
 * @throws RowsRefused when the database refuses a row or the statement: nothing was written by it. HoldfastError `denied` likewise.
 *   After `network`, `timed-out`, `server` and `bad-answer` nobody knows whether it was carried out. `sign-in-required`, `identity-changed`,
 *   `rate-limited`, `not-found`: it was not. AbortError: nobody knows.
 */
export interface RestWriter {
  /** Whether such statements are allowed at all, found with no row: rights, and columns that take no values. Triggers per statement fire. */
  probe(table: WrittenTable, kind: 'insert' | 'update' | 'delete', signal: AbortSignal): Promise<void>;
  /** Repeating it is not safe: ask `count` first. */
  insert(table: WrittenTable, rows: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<number>;
  /** Inserts rows, or updates those that are there. Needs the right to do both. Repeating it is safe. */
  upsert(table: WrittenTable, rows: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<number>;
  /** Updates the one row of a key; the key itself stays. @param row one object. Repeating it is safe. */
  update(table: WrittenTable, key: Cursor, row: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<number>;
  /** Deletes the rows of some keys, few enough for one URL. Repeated, it counts those that were still there. */
  delete(table: Pick<WrittenTable, 'table' | 'key'>, keys: readonly Cursor[], signal: AbortSignal): Promise<number>;
  /** How many rows have one of these values in these columns, as far as the caller sees them. Writes nothing. */
  count(table: string, columns: readonly string[], values: readonly Cursor[], signal: AbortSignal): Promise<number>;
  /** Which of these values rows have in these columns, as text, each as often as it is there. Writes nothing. */
  find(table: string, columns: readonly string[], values: readonly Cursor[], signal: AbortSignal): Promise<Cursor[]>;
}
