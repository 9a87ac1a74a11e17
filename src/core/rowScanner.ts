import { HoldfastError } from './HoldfastError.ts';

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;

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

  /** The hot path: runs through one row, up to its end or the end of the chunk. */
  private scanRow(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let index = from;
    while (index < length) {
      if (this.inString) {
        index = this.scanString(chunk, index);
        continue;
      }
      const byte = chunk[index++] as number;
      if (byte === quote) {
        this.inString = true;
      } else if (byte === openBrace) {
        this.owe(closeBrace);
      } else if (byte === openBracket) {
        this.owe(closeBracket);
      } else if (byte === closeBrace || byte === closeBracket) {
        if (this.owed[--this.depth] !== byte) throw bad('The answer has brackets that do not match.');
        if (this.depth === 1) {
          this.rowEnds.add(this.position + index);
          this.expecting = 'comma-or-end';
          return index;
        }
      }
    }
    return length;
  }

  private scanString(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let index = from;
    if (this.escaped && index < length) {
      this.escaped = false;
      index += 1;
    }
    while (index < length) {
      const byte = chunk[index++] as number;
      if (byte === quote) {
        this.inString = false;
        return index;
      }
      if (byte === backslash) {
        if (index === length) this.escaped = true;
        index += 1;
      } else if (byte < 0x20) {
        throw bad('The answer has a control character inside a string.');
      }
    }
    return length;
  }

  private owe(closing: number): void {
    if (this.depth === this.owed.length) {
      const larger = new Uint8Array(this.owed.length * 2);
      larger.set(this.owed);
      this.owed = larger;
    }
    this.owed[this.depth++] = closing;
  }
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
