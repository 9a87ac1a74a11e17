import type { ColumnFilter, RowQuery } from '../../../core/rowQuery.ts';
import type { RowReader, StoredPart } from '../../../ports/RowReader.ts';
import { findInTable, type TableMatches } from '../../../tasks/findInTable.ts';
import { isOver, problemOf, type ViewerProblem } from './viewerProblem.ts';

/** A search through the table; what it found is true at any time, that there is no more only when `done`. */
export interface ViewerSearch {
  state: 'searching' | 'done' | 'stopped' | 'failed';
  /** Null before the first report. */
  matches: TableMatches | null;
  problem: ViewerProblem | null;
}

/** Runs one search at a time. */
export interface TableSearch {
  /** Ends the one before. Null is told when there is nothing to look for. Never rejects. */
  run(parts: readonly StoredPart[], query: RowQuery): Promise<void>;
  /** Ends the search; what it found stays. */
  stop(): void;
}

/** Looking for nothing. */
export const noQuery: RowQuery = { text: '', match: 'contains', caseSensitive: false, filters: [] };

/** Whether a filter says enough to be looked for: one whose value is still to be written does not. */
export function isComplete({ test, value }: ColumnFilter): boolean {
  return value !== '' || test !== 'contains';
}

/** `tell` gets every state of the search. */
export function createTableSearch(
  reader: Pick<RowReader, 'find'>,
  tell: (search: ViewerSearch | null) => void,
): TableSearch {
  let running = new AbortController();
  let shown: ViewerSearch | null = null;

  function show(search: ViewerSearch | null): void {
    shown = search;
    tell(search);
  }

  return {
    async run(parts, given) {
      running.abort();
      const query = { ...given, filters: given.filters.filter(isComplete) };
      if (query.text === '' && query.filters.length === 0) return show(null);
      running = new AbortController();
      const { signal } = running;
      show({ state: 'searching', matches: null, problem: null });
      try {
        const matches = await findInTable(reader, parts, query, signal, (found) => {
          if (!signal.aborted) show({ state: 'searching', matches: found, problem: null });
        });
        if (!signal.aborted) show({ state: 'done', matches, problem: null });
      } catch (error) {
        if (isOver(error, signal)) return;
        show({ state: 'failed', matches: shown?.matches ?? null, problem: problemOf(error) });
      }
    },
    stop() {
      running.abort();
      if (shown?.state === 'searching') show({ ...shown, state: 'stopped' });
    },
  };
}
