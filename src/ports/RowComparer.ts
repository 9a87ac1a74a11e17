import type { FingerprintPlan, PartFingerprints } from '../core/fingerprints.ts';
import type { ValueRules } from '../core/valueRules.ts';
import type { StoredPart } from './RowReader.ts';

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
  /** What tells the rows of a part apart, as `core/fingerprints` says. */
  fingerprints(part: StoredPart, plan: FingerprintPlan, signal?: AbortSignal): Promise<PartFingerprints>;
  /** The columns in which pairs of rows differ, as `core/changedColumns` says. */
  changedColumns(
    pairs: PartPairs,
    columns: readonly string[],
    rules: ValueRules,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
}
