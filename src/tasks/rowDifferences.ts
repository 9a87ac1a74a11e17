import { bytesPerPair } from '../core/changedColumns.ts';
import { compareCells } from '../core/compareCells.ts';
import type { ColumnCount, DifferenceFilter, RowChange, RowCounts, RowDifference } from '../core/comparison.ts';
import type { JoinedRows } from '../core/joinFingerprints.ts';
import { cellsOf, keyOf } from '../core/rowCells.ts';
import type { ValueRules } from '../core/valueRules.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import { findAllChangedColumns } from './findAllChangedColumns.ts';
import type { PartCache } from './partCache.ts';
import { createTableRows, type TableRow } from './tableRows.ts';

/** Differences that fit a filter, loaded as they are shown. */
export interface DifferenceList {
  readonly count: number;
  /** At most `count` of them from number `from` on. @throws HoldfastError `archive-damaged`; AbortError. */
  read(from: number, count: number, signal?: AbortSignal): Promise<RowDifference[]>;
}

/** The rows of one table that differ. */
export interface RowDifferences {
  readonly counts: RowCounts;
  /**
   * In how many changed rows each column changed, most first, columns without changes left out. Read once, then known.
   * @param onProgress told the share that is done, 0 to 1. @throws as DifferenceList.read.
   */
  columns(signal: AbortSignal, onProgress?: (share: number) => void): Promise<ColumnCount[]>;
  /** Changed rows first, then removed and added ones, each in the order of the archive. With a column it asks `columns` first. */
  list(filter: DifferenceFilter, signal: AbortSignal): Promise<DifferenceList>;
}

/** A compared table, to be looked into. */
export interface DifferingTable {
  rows: JoinedRows;
  before: readonly StoredPart[];
  after: readonly StoredPart[];
  key: readonly string[];
  /** Columns in the order in which they are shown. */
  shown: readonly string[];
  rules: ValueRules;
}

const none = new Uint32Array(0);

/** Looks into the differences of one table. */
export function createRowDifferences(
  services: Pick<Services, 'comparer'>,
  cache: PartCache,
  table: DifferingTable,
): RowDifferences {
  const { rows, key, shown, rules } = table;
  const [before, after] = [createTableRows(cache, table.before), createTableRows(cache, table.after)];
  /** Columns of each changed row, as `core/changedColumns` has them; null before they were asked for. */
  let changed: Uint8Array | null = null;

  async function loadChanged(signal: AbortSignal, onProgress?: (share: number) => void): Promise<Uint8Array> {
    changed ??= await findAllChangedColumns(
      services,
      { rows, before, after, columns: shown, rules },
      signal,
      onProgress,
    );
    return changed;
  }

  const has = (bits: Uint8Array, pair: number, column: number) =>
    ((bits[pair * bytesPerPair(shown) + (column >> 3)] as number) & (1 << (column & 7))) !== 0;

  function describe(change: RowChange, old: TableRow | null, now: TableRow | null): RowDifference {
    const [oldCells, nowCells] = [old, now].map((row) => (row === null ? null : cellsOf(row.bytes, row.overrides)));
    return {
      change,
      key: keyOf(nowCells ?? oldCells ?? [], key),
      rowBefore: old?.row ?? null,
      rowAfter: now?.row ?? null,
      before: old?.bytes ?? null,
      after: now?.bytes ?? null,
      cells: compareCells(oldCells ?? null, nowCells ?? null, shown, rules),
    };
  }

  /** One after the other: a page of rows far apart would else hold all of their parts at once. */
  async function readOne(change: RowChange, index: number, lists: Lists, signal?: AbortSignal): Promise<RowDifference> {
    const pair = lists.changed === null ? index : (lists.changed[index] as number);
    const [beforeRow, afterRow] = {
      changed: [rows.changedBefore[pair], rows.changedAfter[pair]],
      removed: [rows.removed[index], undefined],
      added: [undefined, rows.added[index]],
    }[change] as [number | undefined, number | undefined];
    const [old = null] = beforeRow === undefined ? [] : await before.read(beforeRow, 1, signal);
    const [now = null] = afterRow === undefined ? [] : await after.read(afterRow, 1, signal);
    return describe(change, old, now);
  }

  return {
    counts: { added: rows.added.length, removed: rows.removed.length, changed: rows.changedAfter.length },

    async columns(signal, onProgress) {
      const bits = await loadChanged(signal, onProgress);
      const counts = shown.map((column, index) => {
        let count = 0;
        for (let pair = 0; pair < rows.changedAfter.length; pair += 1) if (has(bits, pair, index)) count += 1;
        return { column, rows: count };
      });
      return counts.filter((each) => each.rows > 0).sort((one, other) => other.rows - one.rows);
    },

    async list({ changes, column }, signal) {
      const lists: Lists = { changed: null };
      if (column !== null) {
        const bits = await loadChanged(signal);
        const index = shown.indexOf(column);
        const pairs = Uint32Array.from({ length: rows.changedAfter.length }, (_pair, pair) => pair);
        lists.changed = index < 0 ? none : pairs.filter((pair) => has(bits, pair, index));
      }
      const length = (change: RowChange): number => {
        if (!changes.includes(change)) return 0;
        if (change === 'changed') return (lists.changed ?? rows.changedAfter).length;
        return column === null ? rows[change].length : 0;
      };
      const order = (['changed', 'removed', 'added'] as const).map((change) => ({ change, length: length(change) }));
      return {
        count: order.reduce((sum, each) => sum + each.length, 0),
        async read(from, count, readSignal) {
          const found: RowDifference[] = [];
          let first = 0;
          for (const { change, length: rowsOfChange } of order) {
            const end = Math.min(from + count - first, rowsOfChange);
            for (let index = Math.max(0, from - first); index < end; index += 1) {
              found.push(await readOne(change, index, lists, readSignal));
            }
            first += rowsOfChange;
          }
          return found;
        },
      };
    },
  };
}

interface Lists {
  /** Numbers of the pairs that fit; null for all. */
  changed: Uint32Array | null;
}
