import type { RowOverride } from './page.ts';
import { columnOf, type FieldKind, fieldsOf, textOf } from './rowFields.ts';
import { shownText } from './valueText.ts';

/** One value of a row. */
export interface Cell {
  column: string;
  /** Of the value that counts: `override` where JSON could not carry it. */
  kind: FieldKind | 'override';
  /** As people see it and copy it: a string without its quotes and escapes, anything else as the server wrote it; empty for null. */
  text: string;
  /** The JSON of the value exactly as the server wrote it; with an override it is not the value. */
  json: string;
}

/** A value that stands in for one of a row's. */
export type CellOverride = Pick<RowOverride, 'column' | 'text'>;

/**
 * The values of a row in the order of its columns. `overrides` are those of this row.
 * @throws HoldfastError `bad-answer` for bytes that are no row of JSON in UTF-8.
 */
export function cellsOf(row: Uint8Array, overrides: readonly CellOverride[] = []): Cell[] {
  const cells: Cell[] = [];
  for (const { nameText, kind, start, end } of fieldsOf(row, 0, row.length)) {
    const column = columnOf(nameText);
    const json = textOf(row, start, end);
    const override = overrides.find((each) => each.column === column);
    if (override === undefined) cells.push({ column, kind, text: shownText(kind, json), json });
    else cells.push({ column, kind: 'override', text: override.text, json });
  }
  return cells;
}

/** A column that names a row, with its value as `Cell.text` has it. */
export interface KeyValue {
  column: string;
  text: string;
}

/** The key of a row; null when the table has none, or one of its values is missing or null. */
export function keyOf(cells: readonly Cell[], primaryKey: readonly string[]): KeyValue[] | null {
  const key = primaryKey.map((column) => {
    const cell = cells.find((each) => each.column === column);
    return cell === undefined || cell.kind === 'null' ? null : { column, text: cell.text };
  });
  const whole = key.filter((value) => value !== null);
  return key.length > 0 && whole.length === key.length ? whole : null;
}
