import type { DifferenceFilter } from '../core/comparison.ts';
import type { Services } from '../ports/Services.ts';
import type { Comparison } from './compareBackups.ts';

/** What of a comparison goes into the file. */
export interface ComparisonFileRequest {
  format: 'json' | 'csv';
  /** `schema.table`; null for all tables. */
  table: string | null;
  /** Of one table: only these differences; null for all. */
  filter: DifferenceFilter | null;
}

/**
 * Writes the differences into a file, a few rows at a time; the browser keeps the pieces, so that memory stays bounded. Leaves an audit
 * entry. CSV has the columns table, change, key, column, before, after, safe to open in a spreadsheet; JSON holds rows and values as the
 * server wrote them. Hand it out with `host.download`.
 * @param onProgress told rows written and rows in all.
 * @throws HoldfastError `archive-damaged`; AbortError.
 */
export async function exportComparison(
  _services: Services,
  _comparison: Comparison,
  _request: ComparisonFileRequest,
  _signal: AbortSignal,
  _onProgress: (rowsDone: number, rows: number) => void = () => undefined,
): Promise<{ filename: string; blob: Blob }> {
  throw new Error('Not built yet');
}
