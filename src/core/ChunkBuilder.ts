import { archiveDamaged } from './archiveDamage.ts';
import type { RowOverride } from './page.ts';
import { RowWalker } from './rowWalker.ts';

const encoder = new TextEncoder();
const nullText = encoder.encode('null');
const [open, close, comma, openRow, closeRow] = [0x5b, 0x5d, 0x2c, 0x7b, 0x7d];

/** A value that stands in for one of a row's. */
type Override = Pick<RowOverride, 'column' | 'text'>;

/** Rows on their way to the database: a JSON array, and what JSON cannot carry of it. */
export interface BuiltChunk {
  rows: Uint8Array<ArrayBuffer>;
  overrides: RowOverride[];
}

/**
 * Joins rows to chunks without parsing their values: bytes are copied as the server wrote them. A value that has an override is replaced by
 * null, since what stands in its place is not the value.
 */
export class ChunkBuilder {
  private readonly columns: readonly string[];
  private readonly only: readonly Uint8Array[] | null;
  private readonly walker = new RowWalker();
  /** Places of `columns` in a row, and the walker's layout that they are of. */
  private places: number[] = [];
  private layout = -1;
  private buffer = new Uint8Array(64 * 1024);
  private size = 0;
  private overrides: RowOverride[] = [];
  /** Rows that the chunk has so far. */
  rows = 0;

  /**
   * @param columns that are written: overrides of others do not count.
   * @param only whether rows are cut down to these columns, in this order.
   */
  constructor(columns: readonly string[], only = false) {
    this.columns = columns;
    this.only = only ? columns.map((column) => encoder.encode(`${JSON.stringify(column)}:`)) : null;
  }

  /**
   * Adds the row from `start` to `end` (exclusive) of a part. @param overrides of this row.
   * @throws HoldfastError `archive-damaged` when the row lacks a column that has an override, or is cut down to.
   */
  add(bytes: Uint8Array, start: number, end: number, overrides: readonly Override[]): void {
    this.byte(this.rows === 0 ? open : comma);
    const own = overrides.filter(({ column }) => this.columns.includes(column));
    if (this.only !== null) this.addOnly(bytes, start, end, own);
    else if (own.length > 0) this.addWithout(bytes, start, end, own);
    else this.copy(bytes, start, end);
    for (const { column, text } of own) this.overrides.push({ row: this.rows, column, text });
    this.rows += 1;
  }

  /** The chunk of all rows since the last; the next begins. */
  take(): BuiltChunk {
    this.byte(this.rows === 0 ? open : close);
    if (this.rows === 0) this.byte(close);
    const built = { rows: this.buffer.slice(0, this.size), overrides: this.overrides };
    this.size = 0;
    this.rows = 0;
    this.overrides = [];
    return built;
  }

  private addOnly(bytes: Uint8Array, start: number, end: number, own: readonly Override[]): void {
    this.walk(bytes, start, end);
    for (const [index, name] of (this.only ?? []).entries()) {
      this.byte(index === 0 ? openRow : comma);
      this.copy(name, 0, name.length);
      const column = this.columns[index] as string;
      const place = this.placeOf(column);
      if (own.some((each) => each.column === column)) this.copy(nullText, 0, nullText.length);
      else this.copy(bytes, this.walker.starts[place] as number, this.walker.ends[place] as number);
    }
    this.byte(closeRow);
  }

  private addWithout(bytes: Uint8Array, start: number, end: number, own: readonly Override[]): void {
    this.walk(bytes, start, end);
    let from = start;
    for (const place of own.map(({ column }) => this.placeOf(column)).sort((one, other) => one - other)) {
      this.copy(bytes, from, this.walker.starts[place] as number);
      this.copy(nullText, 0, nullText.length);
      from = this.walker.ends[place] as number;
    }
    this.copy(bytes, from, end);
  }

  private walk(bytes: Uint8Array, start: number, end: number): void {
    const count = this.walker.walk(bytes, start, end);
    // Fewer values than the row before: the walker's names past them are of that one.
    if (count < this.walker.columns.length || this.layout !== this.walker.layout) {
      const names = this.walker.columns.slice(0, count);
      this.places = this.columns.map((column) => names.indexOf(column));
      this.layout = count < this.walker.columns.length ? -1 : this.walker.layout;
    }
  }

  private placeOf(column: string): number {
    const place = this.places[this.columns.indexOf(column)] ?? -1;
    if (place < 0) throw archiveDamaged(`a row lacks its column ${column}`);
    return place;
  }

  private byte(value: number): void {
    this.grow(1);
    this.buffer[this.size++] = value;
  }

  private copy(bytes: Uint8Array, start: number, end: number): void {
    this.grow(end - start);
    this.buffer.set(bytes.subarray(start, end), this.size);
    this.size += end - start;
  }

  private grow(more: number): void {
    if (this.size + more <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.size + more));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}
