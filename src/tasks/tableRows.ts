import { groupBy } from '../core/groupBy.ts';
import type { RowOverride } from '../core/page.ts';
import type { PartRows, StoredPart } from '../ports/RowReader.ts';
import type { PartCache } from './partCache.ts';

/** One row of a table, ready for `cellsOf` and `prettyRow`. */
export interface TableRow {
  /** Counts from 0 in the whole table. */
  row: number;
  /** A view of the part's bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  overrides: readonly RowOverride[];
}

/** The rows of a table by their number, wherever they stand. */
export interface TableRows {
  /** Rows in all. */
  readonly count: number;
  readonly parts: readonly StoredPart[];
  /** Number in the table of the first row of a part. */
  firstRow(part: number): number;
  /** The part and the row in it. @throws RangeError for a number that the table does not have. */
  place(row: number): { part: number; row: number };
  /**
   * The rows from `from` on, at most `count`; reads the parts that hold them.
   * @throws HoldfastError `archive-damaged`; AbortError.
   */
  read(from: number, count: number, signal?: AbortSignal): Promise<TableRow[]>;
  /** The row if its part is in memory, else null: for drawing without waiting. */
  peek(row: number): TableRow | null;
}

const noOverrides: readonly RowOverride[] = [];

/** The rows of a table that was opened. @param parts of the table in order, as `OpenArchive.parts` gives them. */
export function createTableRows(cache: PartCache, parts: readonly StoredPart[]): TableRows {
  const starts = [0];
  for (const [index, { rows }] of parts.entries()) starts.push((starts[index] as number) + rows);
  const count = starts.at(-1) as number;
  const overrides = new Map<number, Map<number, RowOverride[]>>();

  /** The overrides of a part by row; grouped once. */
  function overridesOf(part: number): Map<number, RowOverride[]> {
    const byRow = overrides.get(part) ?? groupBy(parts[part]?.overrides ?? [], ({ row }) => row);
    overrides.set(part, byRow);
    return byRow;
  }

  function place(row: number): { part: number; row: number } {
    if (!Number.isInteger(row) || row < 0 || row >= count) throw new RangeError(`There is no row ${row} of ${count}.`);
    let low = 0;
    let high = parts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= row) low = middle;
      else high = middle;
    }
    return { part: low, row: row - (starts[low] as number) };
  }

  function rowOf({ bytes, starts: from, ends: to }: PartRows, part: number, row: number): TableRow {
    return {
      row: (starts[part] as number) + row,
      bytes: bytes.subarray(from[row], to[row]),
      overrides: overridesOf(part).get(row) ?? noOverrides,
    };
  }

  return {
    count,
    parts,
    place,
    firstRow: (part) => starts[part] as number,
    async read(from, wanted, signal) {
      const found: TableRow[] = [];
      for (let next = from; next < Math.min(count, from + wanted); ) {
        const { part, row } = place(next);
        const rows = await cache.rows(parts[part] as StoredPart, signal);
        const end = Math.min(from + wanted, starts[part + 1] as number);
        for (let index = row; next < end; next += 1, index += 1) found.push(rowOf(rows, part, index));
      }
      return found;
    },
    peek(row) {
      const at = place(row);
      const rows = cache.peek(parts[at.part] as StoredPart);
      return rows === null ? null : rowOf(rows, at.part, at.row);
    },
  };
}
