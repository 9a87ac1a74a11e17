import { HoldfastError } from './HoldfastError.ts';
import type { Cursor } from './page.ts';
import { columnOf, fieldsOf, textOf } from './rowFields.ts';

/** What one pass over a row's fields finds. */
export interface RowFacts {
  /** Values of the key columns, as text to filter by. */
  key: Cursor;
  /** Columns whose value is null, and those whose value is an object or array. */
  nulls: string[];
  structured: string[];
}

/**
 * Reads the key of one row and notes which columns JSON may not carry exactly.
 * @throws HoldfastError `key-not-usable` when a key column is missing, null, or an object or array.
 */
export function readRow(bytes: Uint8Array, start: number, end: number, key: readonly string[]): RowFacts {
  const values = new Map<string, string>();
  const nulls: string[] = [];
  const structured: string[] = [];
  for (const field of fieldsOf(bytes, start, end)) {
    const name = columnOf(field.nameText);
    if (field.kind === 'null') nulls.push(name);
    else if (field.kind === 'object' || field.kind === 'array') structured.push(name);
    else if (key.includes(name)) {
      const text = textOf(bytes, field.start, field.end);
      values.set(name, field.kind === 'string' ? (JSON.parse(text) as string) : text);
    }
  }
  return { key: key.map((column) => values.get(column) ?? missing(column)), nulls, structured };
}

function missing(column: string): never {
  throw new HoldfastError('key-not-usable', `Column ${column} cannot serve as the key of this table.`, {
    hint: 'Name a unique column without empty values as the key of this table in Settings.',
  });
}

export function sameKey(one: Cursor, other: Cursor): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
