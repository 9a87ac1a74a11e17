/**
 * One condition on a column. Values are compared as text: a string's own text, anything else as the server wrote it. Null differs from
 * every value and contains none. No condition holds on a column that the row does not have.
 */
export interface ColumnFilter {
  column: string;
  test: 'contains' | 'equals' | 'differs' | 'is-null' | 'is-not-null';
  /** Not used by `is-null` and `is-not-null`. */
  value: string;
}

/** Which rows are looked for. */
export interface RowQuery {
  /** Stands in a value of any column, never in a name or across two values; empty for no such condition. */
  text: string;
  /** `equals`: a whole value is this text. */
  match: 'contains' | 'equals';
  /** For the text and the filters alike. */
  caseSensitive: boolean;
  /** All of them hold. */
  filters: readonly ColumnFilter[];
}
