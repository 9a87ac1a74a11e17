import { HoldfastError } from './HoldfastError.ts';

/** The first byte of a JSON value tells its kind. */
export type FieldKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

export interface Field {
  /** The column's name as JSON text, quotes included, as written. */
  nameText: string;
  kind: FieldKind;
  /** Offsets of the value, end exclusive. */
  start: number;
  end: number;
}

// A byte order mark is a character like any other: values may begin with it.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes from `start` to `end` as text. @throws HoldfastError `bad-answer` when they are not UTF-8. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch (cause) {
    throw new HoldfastError('bad-answer', 'A row has text that is not UTF-8.', { cause });
  }
}

/** A JSON string without its quotes and escapes. @throws HoldfastError `bad-answer` when it is none. */
export function unquote(json: string): string {
  if (!json.includes('\\')) return json.slice(1, -1);
  try {
    return JSON.parse(json) as string;
  } catch (cause) {
    throw new HoldfastError('bad-answer', 'A row has a string that is not JSON.', { cause });
  }
}

/** The kind of the JSON value that begins with this byte. */
export function kindOf(byte: number): FieldKind {
  if (byte === 0x22) return 'string';
  if (byte === 0x7b) return 'object';
  if (byte === 0x5b) return 'array';
  if (byte === 0x6e) return 'null';
  return byte === 0x74 || byte === 0x66 ? 'boolean' : 'number';
}

/** Whether a byte is white space of JSON. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Past the JSON string that begins at `from`; the string ends for sure, as a RowScanner has checked. */
export function pastString(bytes: Uint8Array, from: number): number {
  let index = from + 1;
  while (bytes[index] !== 0x22) index += bytes[index] === 0x5c ? 2 : 1;
  return index + 1;
}

/** Past the JSON value that begins at `from`, in a row that ends at `limit`. */
export function pastValue(bytes: Uint8Array, from: number, limit: number): number {
  let depth = 0;
  let index = from;
  while (index < limit) {
    const byte = bytes[index];
    if (byte === 0x22) {
      index = pastString(bytes, index);
      if (depth === 0) return index;
      continue;
    }
    if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return index; // the row's own brace ends a bare value
      depth -= 1;
      if (depth === 0) return index + 1;
    } else if (depth === 0 && (byte === 0x2c || isSpace(byte))) return index;
    index += 1;
  }
  return limit;
}

/**
 * Goes through the fields of a row one after the other, without making anything: for paths that run over every byte of a part.
 * The row is a JSON object whose balance a RowScanner has checked; values are not parsed.
 */
export class FieldCursor {
  /** Offsets of the name, quotes included, end exclusive. */
  nameStart = 0;
  nameEnd = 0;
  /** Offsets of the value, end exclusive. */
  start = 0;
  end = 0;
  /** Which field of its row it is, from 0. */
  place = -1;
  private index = 0;
  private limit = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Stands before the first field of the row from `start` to `end` (exclusive). */
  enter(start: number, end: number): void {
    this.index = start + 1;
    this.limit = end;
    this.place = -1;
  }

  /** Goes to the next field; false when there is none. */
  next(): boolean {
    const { bytes } = this;
    const limit = this.limit;
    let index = this.index;
    while (index < limit && bytes[index] !== 0x22) index += 1;
    if (index >= limit) return false;
    this.nameStart = index;
    this.nameEnd = pastString(bytes, index);
    index = this.nameEnd;
    while (isSpace(bytes[index]) || bytes[index] === 0x3a) index += 1;
    this.start = index;
    this.end = pastValue(bytes, index, limit);
    this.index = this.end;
    this.place += 1;
    return true;
  }

  get kind(): FieldKind {
    return kindOf(this.bytes[this.start] as number);
  }
}

/**
 * The columns of one row, found in its bytes: a JSON object from `start` to `end` (exclusive) whose balance a RowScanner
 * has checked. Values are not parsed.
 */
export function* fieldsOf(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  const cursor = new FieldCursor(bytes);
  cursor.enter(start, end);
  while (cursor.next()) {
    const nameText = textOf(bytes, cursor.nameStart, cursor.nameEnd);
    yield { nameText, kind: cursor.kind, start: cursor.start, end: cursor.end };
  }
}

const names = new Map<string, string>();

/** The column that a name stands for. Names repeat in every row, so each is unescaped once. */
export function columnOf(nameText: string): string {
  let name = names.get(nameText);
  if (name === undefined) {
    name = unquote(nameText);
    if (names.size > 10_000) names.clear();
    names.set(nameText, name);
  }
  return name;
}
