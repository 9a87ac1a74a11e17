import { describeError, isAbort } from '../../../core/HoldfastError.ts';
import { type Cell, cellsOf } from '../../../core/rowCells.ts';
import type { TableRows } from '../../../tasks/tableRows.ts';

/** A part that could not be read, and which rows it holds. */
export interface UnreadablePart {
  path: string;
  /** Numbers in the whole table, from 0; the last one included. */
  firstRow: number;
  lastRow: number;
  message: string;
}

/** Brings the rows near the window into memory, and has their cells. */
export interface RowLoader {
  /** The cells of a row whose part is in memory, or was when it was last shown; else null. */
  cells(row: number): readonly Cell[] | null;
  /** Whether the part of a row could not be read. */
  unreadable(row: number): boolean;
  /** Reads what is missing of these rows; what was asked for before and has not begun is dropped. Never rejects. */
  want(rows: readonly number[]): Promise<void>;
  /** Has parts that could not be read tried again. */
  forget(): void;
}

/** Rows whose cells are kept: more than a window shows, so that matches far apart need not be read again with every step. */
const keptRows = 400;
/** What they may have in JSON, but for those in the window. */
const keptBytes = 16 * 1024 * 1024;

/** `onChange` is told whenever rows came into memory, with all parts that could not be read. Ends with `signal`. */
export function createRowLoader(
  rows: TableRows,
  signal: AbortSignal,
  onChange: (unreadable: readonly UnreadablePart[]) => void,
): RowLoader {
  const kept = new Map<number, { cells: readonly Cell[]; bytes: number }>();
  let bytes = 0;
  const failed = new Map<number, UnreadablePart>();
  let wanted: readonly number[] = [];
  let working: Promise<void> | null = null;

  function cells(row: number): readonly Cell[] | null {
    const known = kept.get(row);
    if (known !== undefined) return known.cells;
    const read = rows.peek(row);
    if (read === null) return null;
    const fresh = cellsOf(read.bytes, read.overrides);
    kept.set(row, { cells: fresh, bytes: read.bytes.length });
    bytes += read.bytes.length;
    if (kept.size > keptRows || bytes > keptBytes) dropOldest();
    return fresh;
  }

  function dropOldest(): void {
    const shown = new Set(wanted);
    for (const [row, { bytes: size }] of kept) {
      if (kept.size <= keptRows && bytes <= keptBytes) return;
      if (shown.has(row)) continue;
      kept.delete(row);
      bytes -= size;
    }
  }

  const unreadable = (row: number) => failed.has(rows.place(row).part);

  async function work(): Promise<void> {
    for (;;) {
      const next = wanted.find((row) => !kept.has(row) && cells(row) === null && !unreadable(row));
      if (next === undefined || signal.aborted) return;
      try {
        await rows.read(next, 1, signal);
        for (const row of wanted) cells(row); // now, while its part is in memory
      } catch (error) {
        if (isAbort(error) || signal.aborted) return;
        const { part } = rows.place(next);
        const { entry, rows: count } = rows.parts[part] ?? { entry: { path: '' }, rows: 1 };
        const firstRow = rows.firstRow(part);
        const { message } = describeError(error);
        failed.set(part, { path: entry.path, firstRow, lastRow: firstRow + count - 1, message });
      }
      onChange([...failed.values()]);
    }
  }

  return {
    cells,
    unreadable,
    want(next) {
      wanted = next;
      working ??= work().finally(() => {
        working = null;
      });
      return working;
    },
    forget: () => failed.clear(),
  };
}
