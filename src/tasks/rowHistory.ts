import { HoldfastError } from '../core/HoldfastError.ts';
import { cellsOf, type KeyValue, keyOf } from '../core/rowCells.ts';
import { queryOfCells, queryOfKey } from '../core/rowIdentity.ts';
import { isOfProject } from '../core/sameProject.ts';
import type { Services } from '../ports/Services.ts';
import { openArchive } from './openArchive.ts';
import { createPartCache } from './partCache.ts';
import { createPartSearch } from './partSearch.ts';
import { type RowVersion, type RowWanted, rowVersion } from './rowVersion.ts';
import { stopTogether } from './stopTogether.ts';
import { createTableRows } from './tableRows.ts';

/** The row whose history is asked for. */
export interface RowIdentity {
  /** `schema.table` */
  table: string;
  /** Its key; or the backup and number of a row, which is named by its table's key, or all of its values where there is none. */
  by: { key: readonly KeyValue[] } | { backupId: string; row: number };
}

export interface RowHistory {
  /** Newest first; only backups whose looking-through has ended, so it grows at its end. */
  versions: readonly RowVersion[];
  /** Backups that are looked through in all, and how many of them were. */
  backups: number;
  backupsDone: number;
  /** Bytes of JSON of the table in all of them, and gone through. */
  bytesDone: number;
  bytes: number;
}

type HistoryServices = Pick<Services, 'backups' | 'store' | 'archiver' | 'rows' | 'project'>;

/**
 * The history of one row over the backups of its project in this browser that have files, newest first. Content that several backups share
 * is read once. A row that a backup of another project names is followed through the backups of that project.
 * @throws HoldfastError `not-found` when the backup that names the row is not in this browser, `archive-damaged` when its row cannot be
 *   read; AbortError.
 */
export async function rowHistory(
  services: HistoryServices,
  row: RowIdentity,
  signal: AbortSignal,
  onProgress: (history: RowHistory) => void,
): Promise<RowHistory> {
  const wanted = await identify(services, row, signal);
  const named = 'backupId' in row.by ? await services.backups.get(row.by.backupId) : null;
  const projectUrl = named?.projectUrl ?? services.project.url;
  const records = (await services.backups.list(services.project.id)).filter(
    (record) => record.archive !== null && record.status !== 'in progress' && isOfProject(record, projectUrl),
  );
  const sizes = records.map(({ tables }) => tables.find(({ table }) => table === row.table)?.bytes ?? 0);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const versions: RowVersion[] = [];
  let before = 0;
  const report = (inBackup: number): RowHistory => {
    const history = {
      versions: [...versions],
      backups: records.length,
      backupsDone: versions.length,
      bytesDone: before + inBackup,
      bytes,
    };
    onProgress(history);
    return history;
  };
  const search = createPartSearch(services.rows, wanted.query);
  let last = report(0);
  for (const [place, record] of records.entries()) {
    const size = sizes[place] as number;
    const told = (done: number) => report(Math.min(done, size));
    versions.push(await stopTogether(signal, (stop) => rowVersion(services, record, wanted, search, told, stop)));
    before += size;
    last = report(0);
  }
  return last;
}

async function identify(
  services: HistoryServices,
  { table, by }: RowIdentity,
  signal: AbortSignal,
): Promise<RowWanted> {
  if ('key' in by) return { table, query: queryOfKey(by.key), whole: false };
  const archive = await openArchive(services, by.backupId, signal);
  const parts = await archive.parts(table, signal);
  const [row] = await createTableRows(createPartCache(services.rows, 0), parts).read(by.row, 1, signal);
  if (row === undefined) throw new HoldfastError('not-found', `${table} has no row ${by.row} in this backup.`);
  const cells = cellsOf(row.bytes, row.overrides);
  const key = keyOf(cells, archive.tables.get(table)?.primary_key ?? []);
  return key === null
    ? { table, query: queryOfCells(cells), whole: true }
    : { table, query: queryOfKey(key), whole: false };
}
