import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ColumnCount, DifferenceFilter, RowChange, RowDifference } from '../../core/comparison.ts';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { DifferenceList, RowDifferences } from '../../tasks/compareBackups.ts';

/** Differences that are read at once: more than a screen of them, few enough that they come quickly. */
const blockRows = 40;
/** Blocks that are kept: a row may be large, and who scrolls far rarely scrolls back. */
const keptBlocks = 12;

export const everyChange: readonly RowChange[] = ['changed', 'removed', 'added'];

type Failure = ReturnType<typeof describeError>;

interface DifferencesState {
  filter: DifferenceFilter;
  /** In how many rows each column changed; null until it is known. */
  columns: ColumnCount[] | null;
  /** How much of the changed rows was looked through for that, 0 to 1. */
  columnsShare: number;
  /** Rows that fit the filter; null until it is known. */
  count: number | null;
  /** Those that were read, by their number in the list. */
  rows: ReadonlyMap<number, RowDifference>;
  /** Why rows, or the columns, are not there. */
  error: Failure | null;
  /** Asks for other differences. */
  setFilter(filter: DifferenceFilter): void;
  /** Reads those from number `first` to before `end` that are not there. */
  need(first: number, end: number): void;
  /** Begins, or begins anew after an error. */
  open(): void;
  /** Ends all reading. */
  close(): void;
}

export type DifferencesStore = StoreApi<DifferencesState>;

/** The differing rows of one table as they are looked through: filter, columns, and the rows around the place that is shown. */
export function createDifferencesStore(differences: RowDifferences): DifferencesStore {
  const closed = new AbortController();
  let listing = new AbortController();
  let listed: DifferenceList | null = null;
  /** Block numbers that were asked for, the one used last at the end. */
  const blocks = new Set<number>();

  return createStore<DifferencesState>()((set, get) => {
    const fail = (error: unknown, signal: AbortSignal) => {
      if (!isAbort(error) && !signal.aborted) set({ error: describeError(error) });
    };

    async function countColumns(): Promise<void> {
      if (differences.counts.changed === 0) return set({ columns: [] });
      try {
        const tell = (columnsShare: number) => set({ columnsShare });
        set({ columns: await differences.columns(closed.signal, tell) });
      } catch (error) {
        fail(error, closed.signal);
      }
    }

    async function list(): Promise<void> {
      listing.abort();
      listing = new AbortController();
      const { signal } = listing;
      listed = null;
      blocks.clear();
      set({ count: null, rows: new Map(), error: null });
      try {
        const opened = await differences.list(get().filter, signal);
        if (signal.aborted) return;
        listed = opened;
        set({ count: opened.count });
      } catch (error) {
        fail(error, signal);
      }
    }

    async function readBlock(block: number): Promise<void> {
      const { signal } = listing;
      try {
        const found = (await listed?.read(block * blockRows, blockRows, signal)) ?? [];
        if (signal.aborted) return;
        const rows = new Map([...get().rows].filter(([number]) => blocks.has(Math.floor(number / blockRows))));
        found.forEach((row, index) => void rows.set(block * blockRows + index, row));
        set({ rows });
      } catch (error) {
        blocks.delete(block);
        fail(error, signal);
      }
    }

    return {
      filter: { changes: everyChange, column: null },
      columns: null,
      columnsShare: 0,
      count: null,
      rows: new Map(),
      error: null,

      setFilter(filter) {
        set({ filter });
        void list(); // never rejects
      },

      need(first, end) {
        const { count, error } = get();
        if (count === null || error !== null) return;
        const last = Math.min(end, count) - 1;
        for (let block = Math.floor(Math.max(0, first) / blockRows); block * blockRows <= last; block += 1) {
          const known = blocks.delete(block);
          blocks.add(block);
          for (const oldest of blocks) {
            if (blocks.size <= keptBlocks) break;
            blocks.delete(oldest);
          }
          if (!known) void readBlock(block); // never rejects
        }
      },

      open() {
        if (get().columns === null) void countColumns(); // neither rejects
        void list();
      },

      close() {
        closed.abort();
        listing.abort();
      },
    };
  });
}
