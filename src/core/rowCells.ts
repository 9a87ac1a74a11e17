import type { RowOverride } from './page.ts';
import type { FieldKind } from './rowFields.ts';

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

/** The values of a row in the order of its columns. `overrides` are those of this row. */
export function cellsOf(_row: Uint8Array, _overrides: readonly Pick<RowOverride, 'column' | 'text'>[] = []): Cell[] {
  throw new Error('Not built yet');
}

/** A column that names a row, with its value as `Cell.text` has it. */
export interface KeyValue {
  column: string;
  text: string;
}

/** The key of a row; null when the table has none, or one of its values is missing or null. */
export function keyOf(_cells: readonly Cell[], _primaryKey: readonly string[]): KeyValue[] | null {
  throw new Error('Not built yet');
}
