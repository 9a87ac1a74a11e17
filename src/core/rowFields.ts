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

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes from `start` to `end` as text. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

function kindOf(byte: number): FieldKind {
  if (byte === 0x22) return 'string';
  if (byte === 0x7b) return 'object';
  if (byte === 0x5b) return 'array';
  if (byte === 0x6e) return 'null';
  return byte === 0x74 || byte === 0x66 ? 'boolean' : 'number';
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function pastString(bytes: Uint8Array, from: number): number {
  let index = from + 1;
  while (bytes[index] !== 0x22) index += bytes[index] === 0x5c ? 2 : 1;
  return index + 1;
}

function pastValue(bytes: Uint8Array, from: number, limit: number): number {
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
 * The columns of one row, found in its bytes: a JSON object from `start` to `end` (exclusive) whose balance a RowScanner
 * has checked. Values are not parsed.
 */
export function* fieldsOf(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let index = start + 1;
  while (index < end) {
    while (index < end && bytes[index] !== 0x22) index += 1;
    if (index >= end) return;
    const nameEnd = pastString(bytes, index);
    const nameText = textOf(bytes, index, nameEnd);
    index = nameEnd;
    while (isSpace(bytes[index]) || bytes[index] === 0x3a) index += 1;
    const valueEnd = pastValue(bytes, index, end);
    yield { nameText, kind: kindOf(bytes[index] as number), start: index, end: valueEnd };
    index = valueEnd;
  }
}
