import type { Cell, KeyValue } from './rowCells.ts';
import type { ColumnFilter, RowQuery } from './rowQuery.ts';

/** The query that finds the row of a key, and no other. */
export function queryOfKey(key: readonly KeyValue[]): RowQuery {
  return exactly(key.map(({ column, text }) => ({ column, test: 'equals', value: text })));
}

/** The query that finds the rows with all of these values, for tables without a key. */
export function queryOfCells(cells: readonly Cell[]): RowQuery {
  return exactly(
    cells.map(({ column, kind, text }) =>
      kind === 'null' ? { column, test: 'is-null', value: '' } : { column, test: 'equals', value: text },
    ),
  );
}

function exactly(filters: ColumnFilter[]): RowQuery {
  return { text: '', match: 'contains', caseSensitive: true, filters };
}

/**
 * Why a row cannot be looked for in a table, which may have had other columns then; null when it can.
 * @param wanted.whole whether all of its values name the row, so that the columns must be the same.
 */
export function whyNotComparable(
  columns: readonly string[],
  wanted: { query: Pick<RowQuery, 'filters'>; whole: boolean },
): string | null {
  const asked = wanted.query.filters.map(({ column }) => column);
  const missing = asked.find((column) => !columns.includes(column));
  if (missing !== undefined) return `The table had no column ${missing} then.`;
  const other = columns.find((column) => !asked.includes(column));
  return wanted.whole && other !== undefined
    ? `The table had a column ${other} then, and without a key its rows cannot be told apart.`
    : null;
}
