/** Values of the key columns as the server writes them as text, in key order; or a reader's own cursor for tables without a key. */
export type Cursor = readonly string[];

/** Rows with `after` < key <= `until`; null means open on that side. */
export interface KeyRange {
  after: Cursor | null;
  until: Cursor | null;
}

/** A value that JSON cannot carry exactly; `text` is Postgres' own output for it. */
export interface RowOverride {
  /** Index of the row in its page, from 0. */
  row: number;
  column: string;
  text: string;
}

/** Rows as the server wrote them. */
export interface Page {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each row begins in `bytes`, and where it ends (exclusive): offsets of `{` and past `}`. */
  starts: Uint32Array;
  ends: Uint32Array;
  overrides: readonly RowOverride[];
  /** Where the next page begins; null when nothing is left in the range. */
  next: Cursor | null;
}
