import type { CellDifference, RowDifference, TableDifference } from './comparison.ts';
import { csvLine, guardText } from './csv.ts';
import type { Cell, KeyValue } from './rowCells.ts';

/** The first line of the file. */
export const comparisonCsvHead = csvLine(['table', 'change', 'key', 'column', 'before', 'after']);

/**
 * What is to be said of a table apart from its rows: columns that differ, and why counts may not be what they look like; then `change` is
 * `column new`, `column gone`, `column retyped`, `warning` or `note`.
 */
export function describeTableAsCsv({ table, verdict, columns, doubts, note }: TableDifference): string {
  const name = guardText(table);
  const line = (change: string, column: string | null, before: string | null, after: string | null) =>
    csvLine([name, change, null, guarded(column), guarded(before), guarded(after)]);
  return [
    verdict === 'different' ? '' : line(verdict, null, null, null),
    ...columns.map(({ column, change, before, after }) => line(`column ${change}`, column, before, after)),
    ...doubts.map(({ why }) => line('warning', null, null, why)),
    note === null ? '' : line('note', null, null, note),
  ].join('');
}

/** Names and types may come from an archive of elsewhere. */
const guarded = (text: string | null) => (text === null ? null : guardText(text));

/** A row that differs, a line for each of its values that changed; of added and removed rows for each value. Null is empty, the empty text `""`. */
export function rowAsCsv(table: string, { change, key, cells }: RowDifference): string {
  const shown = change === 'changed' ? cells.filter(({ changed }) => changed) : cells;
  const start = [guardText(table), change, key === null ? null : guardText(describeKey(key))];
  return shown
    .map(({ column, before, after }: CellDifference) =>
      csvLine([...start, guardText(column), textOfCell(before), textOfCell(after)]),
    )
    .join('');
}

/** A single value as it is, several with their columns: "a=1, b=2". */
function describeKey(key: readonly KeyValue[]): string {
  const [only] = key;
  if (only !== undefined && key.length === 1) return only.text;
  return key.map(({ column, text }) => `${column}=${text}`).join(', ');
}

/** What the database wrote as a number is no formula, also when it begins with a minus. */
function textOfCell(cell: Cell | null): string | null {
  if (cell === null || cell.kind === 'null') return null;
  return cell.kind === 'string' || cell.kind === 'override' ? guardText(cell.text) : cell.text;
}
