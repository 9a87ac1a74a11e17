import type { RowQuery } from '../core/rowQuery.ts';
import type { RowReader, StoredPart } from '../ports/RowReader.ts';

/** Matching rows of one table, for the viewer. */
export interface TableMatches {
  /** Numbers in the whole table, rising. */
  rows: Uint32Array;
  /** First column in which the text stands in the row `rows[index]`; null without a text. */
  columnOf(index: number): string | null;
  bytesDone: number;
  bytes: number;
  done: boolean;
}

/**
 * The rows of an opened table that match, in order, reported part by part.
 * @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function findInTable(
  _reader: Pick<RowReader, 'find'>,
  _parts: readonly StoredPart[],
  _query: RowQuery,
  _signal: AbortSignal,
  _onFound: (matches: TableMatches) => void,
): Promise<TableMatches> {
  throw new Error('Not built yet');
}
