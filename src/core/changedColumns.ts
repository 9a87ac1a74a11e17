import type { RowsOfPart } from './fingerprints.ts';
import type { RowOverride } from './page.ts';
import { ColumnFinder } from './rowWalker.ts';
import { overridesByRow, type ValueRules } from './valueRules.ts';

const quote = 0x22;
const letterN = 0x6e;

/** Bytes in an answer of `findChangedColumns` that one pair of rows takes. */
export function bytesPerPair(columns: readonly string[]): number {
  return Math.ceil(columns.length / 8);
}

/**
 * The columns in which pairs of rows differ, by the same rules as their fingerprints: for each pair in order `bytesPerPair` bytes, in
 * which bit `i % 8` of byte `i >> 3` says that column `i` does. A column that only one of the rows has differs.
 * @param pairs two words a pair: row in `before`, row in `after`.
 * @throws TypeError or SyntaxError when the names of a row are no valid JSON.
 */
export function findChangedColumns(
  before: RowsOfPart,
  after: RowsOfPart,
  pairs: Uint32Array,
  columns: readonly string[],
  rules: ValueRules,
): Uint8Array<ArrayBuffer> {
  const width = bytesPerPair(columns);
  const changed = new Uint8Array((pairs.length / 2) * width);
  const sides = [new SideValues(before, columns, rules), new SideValues(after, columns, rules)] as const;
  const asText = columns.map((column) => rules.asText.includes(column));
  for (let pair = 0; pair * 2 < pairs.length; pair += 1) {
    sides[0].seek(pairs[pair * 2] as number);
    sides[1].seek(pairs[pair * 2 + 1] as number);
    for (let index = 0; index < columns.length; index += 1) {
      if (sameValue(...sides, index, asText[index] as boolean)) continue;
      const place = pair * width + (index >> 3);
      changed[place] = (changed[place] as number) | (1 << (index & 7));
    }
  }
  return changed;
}

/** The values of one side's rows, with the overrides that count. */
class SideValues {
  readonly bytes: Uint8Array;
  readonly finder: ColumnFinder;
  private readonly rows: RowsOfPart;
  private readonly columns: readonly string[];
  private readonly byRow: ReadonlyMap<number, readonly RowOverride[]>;
  private own: readonly RowOverride[] | undefined;

  constructor(rows: RowsOfPart, columns: readonly string[], rules: ValueRules) {
    this.bytes = rows.bytes;
    this.rows = rows;
    this.columns = columns;
    this.finder = new ColumnFinder(columns);
    this.byRow = overridesByRow(rows.overrides, rules);
  }

  seek(row: number): void {
    const [start, end] = [this.rows.starts[row], this.rows.ends[row]];
    if (start === undefined || end === undefined) throw new RangeError(`There is no row ${row}.`);
    this.finder.seek(this.bytes, start, end);
    this.own = this.byRow.get(row);
  }

  override(index: number): string | undefined {
    return this.own?.find(({ column }) => column === this.columns[index])?.text;
  }
}

function sameValue(before: SideValues, after: SideValues, index: number, asText: boolean): boolean {
  const has = before.finder.has(index);
  if (has !== after.finder.has(index)) return false;
  if (before.override(index) !== after.override(index)) return false;
  return !has || sameBytes(before, after, index, asText);
}

function sameBytes(before: SideValues, after: SideValues, index: number, asText: boolean): boolean {
  let [start, end] = [before.finder.start(index), before.finder.end(index)];
  let [otherStart, otherEnd] = [after.finder.start(index), after.finder.end(index)];
  const [first, otherFirst] = [before.bytes[start], after.bytes[otherStart]];
  if (asText && first !== letterN && otherFirst !== letterN) {
    const [quotes, otherQuotes] = [first === quote ? 1 : 0, otherFirst === quote ? 1 : 0];
    [start, end] = [start + quotes, end - quotes];
    [otherStart, otherEnd] = [otherStart + otherQuotes, otherEnd - otherQuotes];
  }
  if (end - start !== otherEnd - otherStart) return false;
  for (let offset = 0; start + offset < end; offset += 1) {
    if (before.bytes[start + offset] !== after.bytes[otherStart + offset]) return false;
  }
  return true;
}
