import { ColumnIndex } from './ColumnIndex.ts';
import { groupBy } from './groupBy.ts';
import type { RowOverride } from './page.ts';
import { filterTest, textTest, type ValueTest } from './queryTests.ts';
import { cellsOf } from './rowCells.ts';
import { FieldCursor, textOf } from './rowFields.ts';
import type { RowQuery } from './rowQuery.ts';
import { oneByteText, searchPattern } from './searchPattern.ts';
import { textsOfJson, textsOfOverride } from './valueText.ts';

/** The JSON of a part, where its rows stand in it, and the values that JSON cannot carry. */
export interface SearchedPart {
  bytes: Uint8Array;
  starts: Uint32Array;
  ends: Uint32Array;
  overrides: readonly RowOverride[];
}

/** Rows of a part that match a query. */
export interface FoundInPart {
  /** Numbers of the rows in the part from 0, rising. */
  rows: Uint32Array<ArrayBuffer>;
  /** For each of them the first column in which the text stands, as an index into `columns`; empty without a text. */
  columnOf: Uint16Array<ArrayBuffer>;
  columns: string[];
}

interface Filter {
  column: string;
  holds: ValueTest;
}

/** The longest text that every matching row must contain; empty when there is none. */
function neededText({ text, filters }: RowQuery): string {
  if (text !== '') return text;
  const wanted = filters.filter(({ test }) => test === 'contains' || test === 'equals').map(({ value }) => value);
  return wanted.reduce((longest, value) => (value.length > longest.length ? value : longest), '');
}

/** Past every offset. */
const none = Number.POSITIVE_INFINITY;

/** The places in a part where a text may stand. */
class Hits {
  private readonly one: string;
  private readonly pattern: RegExp;
  private last = -1;

  constructor(bytes: Uint8Array, text: string, caseSensitive: boolean) {
    this.one = oneByteText(bytes);
    this.pattern = searchPattern(text, caseSensitive, this.one.includes('\\u'));
  }

  /** The first place at or after the offset; `none` where there is none. Offsets rise from call to call, so no byte is searched twice. */
  from(offset: number): number {
    if (this.last >= offset) return this.last;
    this.pattern.lastIndex = offset;
    this.last = this.pattern.exec(this.one)?.index ?? none;
    return this.last;
  }
}

/** Goes through one part. Made anew for each, since it remembers where things stand. */
class PartSearch {
  private readonly part: SearchedPart;
  private readonly query: RowQuery;
  private readonly filters: readonly Filter[];
  private readonly hasText: ValueTest;
  private readonly cursor: FieldCursor;
  private readonly index: ColumnIndex;
  private readonly overrides: ReadonlyMap<number, RowOverride[]>;
  private readonly rows: number[] = [];
  private readonly found: number[] = [];
  private readonly columns = new Map<string, number>();

  constructor(part: SearchedPart, query: RowQuery) {
    this.part = part;
    this.query = query;
    const { text, match, caseSensitive } = query;
    const find = textTest(text, match, caseSensitive);
    this.hasText =
      match === 'equals'
        ? ({ own }) => own !== null && find(own) !== null
        : ({ all }) => all.some((each) => find(each) !== null);
    this.filters = query.filters.map((filter) => ({
      column: filter.column,
      holds: filterTest(filter, caseSensitive),
    }));
    this.cursor = new FieldCursor(part.bytes);
    this.index = new ColumnIndex(part.bytes);
    this.overrides = groupBy(part.overrides, ({ row }) => row);
  }

  run(): FoundInPart {
    const text = neededText(this.query);
    if (text === '') this.tryEveryRow();
    else this.tryHits(new Hits(this.part.bytes, text, this.query.caseSensitive));
    return {
      rows: Uint32Array.from(this.rows),
      columnOf: Uint16Array.from(this.found),
      columns: [...this.columns.keys()],
    };
  }

  private tryEveryRow(): void {
    for (let row = 0; row < this.part.starts.length; row += 1) {
      if (this.overrides.has(row)) this.tryWithOverrides(row);
      else if (this.holds(row)) this.take(row, null);
    }
  }

  /** Tries the rows in which the bytes of the text stand, and those with overrides, which are not in the bytes. */
  private tryHits(hits: Hits): void {
    const { starts, ends } = this.part;
    const apart = [...this.overrides.keys()].sort((a, b) => a - b);
    let next = 0;
    let row = 0;
    for (let hit = hits.from(0); hit !== none; hit = hits.from(Math.max(hit + 1, ends[row] ?? none))) {
      row = rowAt(starts, hit, row);
      if (hit >= (ends[row] ?? 0)) continue;
      for (; next < apart.length && (apart[next] as number) <= row; next += 1)
        this.tryWithOverrides(apart[next] as number);
      if (!this.overrides.has(row)) this.tryRow(row, hits, hit);
    }
    for (; next < apart.length; next += 1) this.tryWithOverrides(apart[next] as number);
  }

  /** Tries a row from its first hit on: fields without a hit in them are passed over. */
  private tryRow(row: number, hits: Hits, first: number): void {
    if (this.query.text === '') {
      if (this.holds(row)) this.take(row, null);
      return;
    }
    const { cursor } = this;
    const end = this.part.ends[row] as number;
    cursor.enter(this.part.starts[row] as number, end);
    for (let hit = first; hit < end && cursor.next(); ) {
      if (hit < cursor.start) hit = hits.from(cursor.start);
      if (hit >= cursor.end || !this.hasText(this.textsAtCursor())) continue;
      const column = this.index.names[this.index.at(cursor)] as string;
      if (this.holds(row)) this.take(row, column);
      return;
    }
  }

  private textsAtCursor() {
    const { start, end, kind } = this.cursor;
    return textsOfJson(kind, textOf(this.part.bytes, start, end));
  }

  /** Whether all filters hold for a row without overrides. */
  private holds(row: number): boolean {
    if (this.filters.length === 0) return true;
    const { cursor } = this;
    let met = 0;
    cursor.enter(this.part.starts[row] as number, this.part.ends[row] as number);
    while (met < this.filters.length && cursor.next()) {
      const column = this.index.names[this.index.at(cursor)];
      for (const filter of this.filters) {
        if (filter.column !== column) continue;
        if (!filter.holds(this.textsAtCursor())) return false;
        met += 1;
      }
    }
    return met === this.filters.length;
  }

  private tryWithOverrides(row: number): void {
    const bytes = this.part.bytes.subarray(this.part.starts[row], this.part.ends[row]);
    const cells = cellsOf(bytes, this.overrides.get(row)).map((cell) => ({
      column: cell.column,
      texts: cell.kind === 'override' ? textsOfOverride(cell.text) : textsOfJson(cell.kind, cell.json),
    }));
    const meets = ({ column, holds }: Filter) => {
      const cell = cells.find((each) => each.column === column);
      return cell !== undefined && holds(cell.texts);
    };
    if (!this.filters.every(meets)) return;
    if (this.query.text === '') {
      this.take(row, null);
      return;
    }
    const found = cells.find(({ texts }) => this.hasText(texts));
    if (found !== undefined) this.take(row, found.column);
  }

  private take(row: number, column: string | null): void {
    this.rows.push(row);
    if (column === null) return;
    const known = this.columns.get(column) ?? this.columns.size;
    this.columns.set(column, known);
    this.found.push(known);
  }
}

/** The last row that begins at or before the offset, not before `from`: hits rise, so it is mostly near. Row 0 for what stands before it. */
function rowAt(starts: Uint32Array, offset: number, from: number): number {
  let low = from;
  let step = 1;
  while (low + step < starts.length && (starts[low + step] as number) <= offset) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, starts.length);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The rows of a part that match. The bytes are searched as one text by a pattern that misses nothing; only rows with a hit are looked at,
 * and there the values are tested exactly.
 * @throws HoldfastError `bad-answer` where a row is no JSON in UTF-8.
 */
export function findInPart(part: SearchedPart, query: RowQuery): FoundInPart {
  return new PartSearch(part, query).run();
}
