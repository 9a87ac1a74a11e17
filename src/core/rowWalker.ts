import { pastString, pastValue, textOf } from './rowFields.ts';

const quote = 0x22;
const colon = 0x3a;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function standsAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/**
 * Finds the values of rows, many after one another. Rows of a table name the same columns in the same order, so names are compared as
 * bytes with those of the row before, and decoded only where they differ: ten times as quick as `fieldsOf`.
 */
export class RowWalker {
  /** Names of the columns of the row walked last, in its order; of a row that was not walked to its end, those of one before follow. */
  columns: string[] = [];
  /** Offsets of the values of the row walked last, end exclusive. */
  starts = new Uint32Array(64);
  ends = new Uint32Array(64);
  /** Changes whenever `columns` does. */
  layout = 0;
  /** Names as JSON, quotes included. */
  private names: Uint8Array[] = [];

  /**
   * Walks one row, a JSON object from `start` to `end` (exclusive) whose balance a RowScanner has checked.
   * @param most values after which it may stop.
   * @returns how many values were found.
   */
  walk(bytes: Uint8Array, start: number, end: number, most: number = Number.POSITIVE_INFINITY): number {
    let index = start + 1;
    let count = 0;
    while (count < most) {
      while (index < end && bytes[index] !== quote) index += 1;
      if (index >= end) break;
      index = this.pastName(bytes, index, count);
      while (isSpace(bytes[index]) || bytes[index] === colon) index += 1;
      if (count === this.starts.length) this.grow();
      this.starts[count] = index;
      index = pastValue(bytes, index, end);
      this.ends[count] = index;
      count += 1;
    }
    return count;
  }

  private pastName(bytes: Uint8Array, at: number, place: number): number {
    const known = this.names[place];
    if (known !== undefined && standsAt(bytes, at, known)) return at + known.length;
    const end = pastString(bytes, at);
    this.names.length = place;
    this.columns.length = place;
    this.names.push(bytes.slice(at, end));
    this.columns.push(JSON.parse(textOf(bytes, at, end)) as string);
    this.layout += 1;
    return end;
  }

  private grow(): void {
    const double = (values: Uint32Array<ArrayBuffer>) => {
      const larger = new Uint32Array(values.length * 2);
      larger.set(values);
      return larger;
    };
    this.starts = double(this.starts);
    this.ends = double(this.ends);
  }
}

/** Finds the values of certain columns in rows, many after one another, wherever they stand in each. */
export class ColumnFinder {
  private readonly wanted: readonly string[];
  private readonly walker = new RowWalker();
  /** Place of each wanted column in a row; -1 where rows have none. */
  private places: number[] = [];
  /** Values of a row that have to be walked to find all that is wanted. */
  private most = Number.POSITIVE_INFINITY;
  private layout = -1;
  private count = 0;

  constructor(wanted: readonly string[]) {
    this.wanted = wanted;
  }

  /** Looks at another row. */
  seek(bytes: Uint8Array, start: number, end: number): void {
    const { walker } = this;
    this.count = walker.walk(bytes, start, end, this.most);
    if (walker.layout === this.layout) return;
    this.count = walker.walk(bytes, start, end);
    this.layout = walker.layout;
    this.places = this.wanted.map((column) => walker.columns.indexOf(column));
    this.most = this.places.includes(-1) ? Number.POSITIVE_INFINITY : Math.max(0, ...this.places) + 1;
  }

  /** Whether the row has the wanted column number `index`. */
  has(index: number): boolean {
    const place = this.places[index] as number;
    return place >= 0 && place < this.count;
  }

  /** Offset of that column's value; the row has it. */
  start(index: number): number {
    return this.walker.starts[this.places[index] as number] as number;
  }

  /** Its end, exclusive. */
  end(index: number): number {
    return this.walker.ends[this.places[index] as number] as number;
  }
}
