import type { StoredPart } from './RowReader.ts';

/** How the rows of two parts are told apart; both sides of a comparison use the same. */
export interface FingerprintPlan {
  /** Columns that name a row; empty: a row is named by all of its content. */
  key: readonly string[];
  /** Columns whose values count; null for the whole row as it is written, where both sides have the same columns in the same order. */
  columns: readonly string[] | null;
  /** Columns whose overrides do not count, because one side could not have them. */
  inexact: readonly string[];
  /** Chosen anew for each comparison, so that nobody can prepare rows that look equal. Two 32-bit words. */
  seed: readonly [number, number];
}

/** Words of 32 bits that one row takes in an answer of `fingerprints`: four of its key, four of its content. */
export const fingerprintWords = 8;

/**
 * Compares rows of stored parts, in worker threads. Every part is checked on the way, as by RowReader.
 * All calls may be repeated. @throws HoldfastError `archive-damaged` naming the part; AbortError.
 */
export interface RowComparer {
  /** For each row in order `fingerprintWords` words: rows with equal words are equal, but for a chance of 2^-100. */
  fingerprints(part: StoredPart, plan: FingerprintPlan, signal?: AbortSignal): Promise<Uint32Array<ArrayBuffer>>;
  /**
   * The columns in which pairs of rows differ. `pairs` holds two words a pair: row in `before`, row in `after`. The answer holds an index
   * list into `columns` for each pair.
   */
  changedColumns(
    before: StoredPart,
    after: StoredPart,
    pairs: Uint32Array,
    columns: readonly string[],
    inexact: readonly string[],
    signal?: AbortSignal,
  ): Promise<number[][]>;
}
