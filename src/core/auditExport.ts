import type { TrailEntry } from './auditEntry.ts';

/** Formats in which the trail can be exported. */
export type TrailFormat = 'csv' | 'json';

/**
 * Entries of the trail as a file: CSV with a head line (RFC 4180, safe to open in a spreadsheet) or JSON, one entry a line.
 */
export function exportTrail(_entries: readonly TrailEntry[], _format: TrailFormat): string {
  throw new Error('not there yet');
}
