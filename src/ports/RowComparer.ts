import type { ValueRules } from '../core/valueRules.ts';
import type { StoredPart } from './RowReader.ts';

/** How the rows of two parts are told apart; both sides of a comparison use the same. */
export interface FingerprintPlan {
  /** Columns that name a row; empty: a row is named by all of its content. */
  key: readonly string[];
  /** Columns whose values count; null for the whole row as it is written, where both sides have the same columns in the same order. */
  columns: readonly string[] | null;
  rules: ValueRules;
  /** Chosen anew for each comparison, so that nobody can prepare rows that look equal: 32 ASCII characters. */
  seed: string;
}

/** Words of 32 bits that one row takes in an answer of `fingerprints`: four of its key, four of its content. */
export const fingerprintWords = 8;

/** What tells the rows of a part apart. */
export interface PartFingerprints {
  /** For each row in order `fingerprintWords` words: rows with equal words are equal, but for a chance of 2^-90. */
  words: Uint32Array<ArrayBuffer>;
  /** Columns of its first row, in the order in which it is written; null when it has none. */
  columns: string[] | null;
}

/** Rows of two parts that are the same row, before and after a change. */
export interface PartPairs {
  before: StoredPart;
  after: StoredPart;
  /** Two words a pair: row in `before`, row in `after`, each from 0 in its part. */
  pairs: Uint32Array;
}

/**
 * Compares rows of stored parts, in worker threads. Every part is checked on the way, as by RowReader.
 * All calls may be repeated. @throws HoldfastError `archive-damaged` naming the part; AbortError.
 */
export interface RowComparer {
  fingerprints(part: StoredPart, plan: FingerprintPlan, signal?: AbortSignal): Promise<PartFingerprints>;
  /**
   * The columns in which pairs of rows differ: for each pair in order `Math.ceil(columns.length / 8)` bytes, in which bit `i % 8` of
   * byte `i >> 3` says that column `i` does. A column that only one of the rows has differs.
   */
  changedColumns(
    pairs: PartPairs,
    columns: readonly string[],
    rules: ValueRules,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
}
