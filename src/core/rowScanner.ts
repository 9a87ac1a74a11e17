import { HoldfastError } from './HoldfastError.ts';

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;

/** What a byte means inside a row. */
const nothing = 0;
const quotes = 1;
const escapes = 2;
const opens = 3;
const closes = 4;
const forbidden = 5;
/** From `[` to `]`, and from `{` to `}`. */
const closingDistance = 2;

/** The meaning of each byte inside a row, outside of strings and inside. */
const inRows = new Uint8Array(256);
inRows[quote] = quotes;
inRows[openBrace] = inRows[openBracket] = opens;
inRows[closeBrace] = inRows[closeBracket] = closes;
const inStrings = new Uint8Array(256);
inStrings.fill(forbidden, 0, 0x20);
inStrings[quote] = quotes;
inStrings[backslash] = escapes;

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A list of offsets that grows by doubling, without boxing a number per row. */
class Offsets {
  private values = new Uint32Array(1024);
  length = 0;

  add(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  toArray(): Uint32Array {
    return this.values.slice(0, this.length);
  }
}

/**
 * Finds the rows of a JSON array of objects in a stream of bytes, without parsing them: values stay as the server wrote
 * them. It follows strings, escapes and nesting, and refuses what cannot be an array of rows; what stands inside a row
 * is checked for balance only. Offsets count from the first byte pushed. Works on any chunking (RFC 8259 grammar).
 */
export class RowScanner {
  private readonly rowStarts = new Offsets();
  private readonly rowEnds = new Offsets();
  private position = 0;
  /** Closing bytes that are owed, innermost last; empty before the array begins. */
  private owed = new Uint8Array(64);
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** What the array itself waits for: its beginning, a row or `]`, a row, or `,` or `]`. */
  private expecting: 'array' | 'row-or-end' | 'row' | 'comma-or-end' = 'array';
  /** Offset past the closing `]`; null until it was seen. */
  end: number | null = null;

  /** Rows that are complete so far. */
  get rows(): number {
    return this.rowEnds.length;
  }

  /** Offsets of each row's `{`. */
  get starts(): Uint32Array {
    return this.rowStarts.toArray();
  }

  /** Offsets past each row's `}`. */
  get ends(): Uint32Array {
    return this.rowEnds.toArray();
  }

  /**
   * Scans the next bytes and returns how many of them belong to the array: fewer than given once the array has ended.
   * @throws HoldfastError `bad-answer` when the bytes cannot be an array of rows.
   */
  push(chunk: Uint8Array): number {
    let index = 0;
    while (index < chunk.length && this.end === null) {
      index = this.depth < 2 ? this.scanBetween(chunk, index) : this.scanRow(chunk, index);
    }
    this.position += index;
    return index;
  }

  /** @throws HoldfastError `bad-answer` when the array has not ended. */
  finish(): void {
    if (this.end === null) throw bad('The answer was cut short.');
  }

  private scanBetween(chunk: Uint8Array, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      if (isSpace(byte)) continue;
      const expecting = this.expecting;
      if (expecting === 'array') {
        if (byte !== openBracket) throw bad('The answer is not a list of rows.');
        this.owe(closeBracket);
        this.expecting = 'row-or-end';
      } else if (byte === openBrace && (expecting === 'row' || expecting === 'row-or-end')) {
        this.rowStarts.add(this.position + index);
        this.owe(closeBrace);
        return index + 1;
      } else if (byte === comma && expecting === 'comma-or-end') {
        this.expecting = 'row';
      } else if (byte === closeBracket && expecting !== 'row') {
        this.end = this.position + index + 1;
        return index + 1;
      } else {
        throw bad('The answer is not a list of rows.');
      }
    }
    return chunk.length;
  }

  /**
   * The hot path: runs through one row, up to its end or the end of the chunk. One look into a table tells most bytes apart from those that
   * matter, and the state is held in local variables: that is three times as fast as comparing and as fields.
   */
  private scanRow(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let depth = this.depth;
    let inString = this.inString;
    let owed = this.owed;
    let index = from;
    if (this.escaped && index < length) {
      this.escaped = false;
      index += 1;
    }
    while (index < length) {
      let meaning = nothing;
      if (inString)
        while (index < length && meaning === nothing) meaning = inStrings[chunk[index++] as number] as number;
      else while (index < length && meaning === nothing) meaning = inRows[chunk[index++] as number] as number;
      if (meaning === nothing) break;
      if (meaning === quotes) {
        inString = !inString;
      } else if (meaning === escapes) {
        if (index === length) this.escaped = true;
        else index += 1;
      } else if (meaning === opens) {
        if (depth === owed.length) owed = this.growOwed();
        owed[depth++] = (chunk[index - 1] as number) + closingDistance;
      } else if (meaning === closes) {
        if (owed[--depth] !== chunk[index - 1]) throw bad('The answer has brackets that do not match.');
        if (depth > 1) continue;
        this.rowEnds.add(this.position + index);
        const next = nextRow(chunk, index);
        if (next === null) {
          this.depth = depth;
          this.inString = false;
          this.expecting = 'comma-or-end';
          return index;
        }
        this.rowStarts.add(this.position + next);
        depth += 1; // its closing brace is owed already: that of the row before stands there
        index = next + 1;
      } else {
        throw bad('The answer has a control character inside a string.');
      }
    }
    this.depth = depth;
    this.inString = inString;
    return length;
  }

  private owe(closing: number): void {
    if (this.depth === this.owed.length) this.growOwed();
    this.owed[this.depth++] = closing;
  }

  private growOwed(): Uint8Array<ArrayBuffer> {
    const larger = new Uint8Array(this.owed.length * 2);
    larger.set(this.owed);
    this.owed = larger;
    return larger;
  }
}

/** Where the next row begins in the chunk, behind a comma and at most a line feed, as rows mostly stand; null when it does not so. */
function nextRow(chunk: Uint8Array, index: number): number | null {
  if (chunk[index] !== comma) return null;
  const place = chunk[index + 1] === lineFeed ? index + 2 : index + 1;
  return chunk[place] === openBrace ? place : null;
}

function bad(message: string): HoldfastError {
  return new HoldfastError('bad-answer', message, { retryable: true });
}

/** Rows of a whole JSON array. @throws HoldfastError `bad-answer` when the bytes are not one array of rows. */
export function countRows(bytes: Uint8Array): number {
  const scanner = new RowScanner();
  const used = scanner.push(bytes);
  scanner.finish();
  for (let index = used; index < bytes.length; index += 1) {
    if (!isSpace(bytes[index] as number)) throw bad('Something follows the list of rows.');
  }
  return scanner.rows;
}
