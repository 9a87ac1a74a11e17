import type { Findings } from '../core/findings.ts';
import { newestFirst } from '../core/newestFirst.ts';
import type { RowQuery } from '../core/rowQuery.ts';
import type { Services } from '../ports/Services.ts';
import { createPartSearch } from './partSearch.ts';
import { SearchReport } from './SearchReport.ts';
import { searchBackup } from './searchBackup.ts';
import { stopTogether } from './stopTogether.ts';

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
  services: Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'clock'>,
  request: FindRequest,
  signal: AbortSignal,
  onFound: (findings: Findings) => void,
): Promise<Findings> {
  const known = await Promise.all(request.backups.map((id) => services.backups.get(id)));
  const records = newestFirst(known.filter((record) => record !== null)).map(({ record }) => record);
  const report = new SearchReport(records, request, services.clock, onFound);
  const search = createPartSearch(services.rows, request.query);
  report.tell(true);
  for (const [place, record] of records.entries())
    await stopTogether(signal, (stop) => searchBackup(services, record, search, report.backup(place), stop));
  return report.finish();
}
