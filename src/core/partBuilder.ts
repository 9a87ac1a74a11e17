import type { Page, RowOverride } from './page.ts';

/** Largest size of a part in bytes of JSON, but for a single row that is larger: small enough to hold a few at once. */
export const partLimitBytes = 8 * 1024 * 1024;

/** A finished part: one JSON array, and the overrides of its rows (`row` counted from 0 in the part). */
export interface BuiltPart {
  bytes: Uint8Array<ArrayBuffer>;
  rows: number;
  overrides: RowOverride[];
}

const firstBufferBytes = 64 * 1024;
/** Spare room at the end of a full buffer, so that the last bracket never makes it grow. */
const roomBytes = 64;
const separator = new TextEncoder().encode(',\n');

/**
 * Joins the rows of pages into parts. Where a part ends depends on the rows alone, not on the pages they came in, so that
 * the same rows in the same order give the same bytes and so the same digests.
 */
export class PartBuilder {
  private buffer = new Uint8Array(firstBufferBytes);
  private size = 0;
  private rows = 0;
  private built = 0;
  private readonly limitBytes: number;
  private overrides: RowOverride[] = [];

  constructor(limitBytes: number = partLimitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Parts finished so far. */
  get parts(): number {
    return this.built;
  }

  /** Takes the rows of a page, in order, and returns the parts that became full. */
  add(page: Page): BuiltPart[] {
    const full: BuiltPart[] = [];
    let nextOverride = 0;
    const overrides = [...page.overrides].sort((one, other) => one.row - other.row);
    for (let row = 0; row < page.starts.length; row += 1) {
      const start = page.starts[row] as number;
      const end = page.ends[row] as number;
      if (this.rows > 0 && this.size + separator.length + (end - start) + 1 > this.limitBytes) full.push(this.cut());
      for (let override = overrides[nextOverride]; override?.row === row; override = overrides[++nextOverride]) {
        this.overrides.push({ ...override, row: this.rows });
      }
      this.append(page.bytes.subarray(start, end));
    }
    return full;
  }

  /** The last part: what is left, or an empty array where the table has no rows. Null when nothing is left. */
  finish(): BuiltPart | null {
    return this.rows > 0 || this.built === 0 ? this.cut() : null;
  }

  private append(row: Uint8Array): void {
    this.reserve(this.size + separator.length + row.length + 1);
    if (this.rows === 0) {
      this.buffer[this.size++] = 0x5b;
    } else {
      this.buffer.set(separator, this.size);
      this.size += separator.length;
    }
    this.buffer.set(row, this.size);
    this.size += row.length;
    this.rows += 1;
  }

  private cut(): BuiltPart {
    if (this.rows === 0) this.buffer[this.size++] = 0x5b;
    this.buffer[this.size++] = 0x5d;
    const part = { bytes: this.buffer.subarray(0, this.size), rows: this.rows, overrides: this.overrides };
    this.overrides = [];
    this.buffer = new Uint8Array(0); // the part's buffer now belongs to whoever takes the part
    this.size = 0;
    this.rows = 0;
    this.built += 1;
    return part;
  }

  private reserve(size: number): void {
    if (size <= this.buffer.length) return;
    // After a full part another is likely: its buffer need not grow step by step.
    const wanted = this.built > 0 ? this.limitBytes : this.buffer.length * 2;
    const larger = new Uint8Array(Math.max(size, Math.min(wanted, this.limitBytes) + roomBytes));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}
