import type { Findings } from '../core/findings.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { Services } from '../ports/Services.ts';

/** What is looked for, and where. */
export interface FindRequest {
  /** Ids of backups, in any order. */
  backups: readonly string[];
  /** `schema.table`; null for all tables. */
  tables: readonly string[] | null;
  query: RowQuery;
  /** Rows that are handed out per table of a backup; default 20. All are counted. */
  rowsPerTable?: number;
  /** Rows that are handed out in all; default 2,000. */
  rowsInAll?: number;
}

/**
 * Looks for rows in one or several backups, the newest first, and reports at most some times a second what was found so far. Content that
 * several backups share is searched once. A backup or table that cannot be searched is said to be so and does not stop the search.
 * @throws AbortError; what was reported before stays true.
 */
export async function findRows(
  _services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'clock'>,
  _request: FindRequest,
  _signal: AbortSignal,
  _onFound: (findings: Findings) => void,
): Promise<Findings> {
  throw new Error('Not built yet');
}
