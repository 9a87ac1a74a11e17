/** One condition on a column. Values are compared as text: a string's own text, anything else as the server wrote it. */
export interface ColumnFilter {
  column: string;
  test: 'contains' | 'equals' | 'differs' | 'is-null' | 'is-not-null';
  /** Not used by `is-null` and `is-not-null`. */
  value: string;
}

/** Which rows are looked for. */
export interface RowQuery {
  /** Stands in any column; empty for no such condition. */
  text: string;
  /** `equals`: a whole value is this text. */
  match: 'contains' | 'equals';
  caseSensitive: boolean;
  /** All of them hold. */
  filters: readonly ColumnFilter[];
}
