import { columnOf, type FieldCursor, textOf } from './rowFields.ts';

interface Spelling {
  start: number;
  end: number;
  index: number;
}

/**
 * Numbers the columns of a part's rows. A column stands at the same place in nearly every row, so its name is compared with the bytes that
 * stood there before, and decoded only where it differs.
 */
export class ColumnIndex {
  /** Names by their number. */
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly byPlace: (Spelling | undefined)[] = [];
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The number of the column at which the cursor stands. */
  at(cursor: FieldCursor): number {
    const { nameStart, nameEnd, place } = cursor;
    const known = this.byPlace[place];
    if (known !== undefined && this.same(known, nameStart, nameEnd)) return known.index;
    const index = this.numberOf(columnOf(textOf(this.bytes, nameStart, nameEnd)));
    this.byPlace[place] = { start: nameStart, end: nameEnd, index };
    return index;
  }

  private numberOf(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.numbers.set(name, number);
    }
    return number;
  }

  private same(known: Spelling, start: number, end: number): boolean {
    if (known.end - known.start !== end - start) return false;
    const { bytes } = this;
    for (let index = start, other = known.start; index < end; index += 1, other += 1)
      if (bytes[index] !== bytes[other]) return false;
    return true;
  }
}
