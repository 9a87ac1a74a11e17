import type { ColumnDrift, RestoreCounts, RestoreRequest } from '../core/restore.ts';
import type { RestoreFacts } from '../ports/RestoreServer.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { TablesProgress } from './compareTables.ts';
import type { DifferingTable } from './rowDifferences.ts';

/** What a restore does to one table, row by row. */
export interface TableToRestore {
  /** `schema.table` */
  table: string;
  /** The columns by which rows are matched, those of the key of today; empty where whole rows are. */
  key: readonly string[];
  /** The columns that are written: those of the backup that are there today and are not generated. */
  columns: readonly string[];
  /** Every row is deleted first: it has no key, and is replaced. `delete` is empty then, and `insert` has all rows. */
  all: boolean;
  /** Numbers of rows in the table of the backup, from 0; rising. */
  insert: Uint32Array<ArrayBuffer>;
  update: Uint32Array<ArrayBuffer>;
  /** Numbers of rows in the table of the live side, from 0; rising. */
  delete: Uint32Array<ArrayBuffer>;
  rowsInBackup: number;
  rowsNow: number;
  backup: readonly StoredPart[];
  live: readonly StoredPart[];
}

/** A table of the scope that rows cannot be compared of, and why: a clause or sentence of the comparison. */
export interface UncomparedTable {
  table: string;
  /** missing: the project has no such table. damaged: one side's archive is. columns: there is none in common. unread: a side could not be read. */
  cause: 'missing' | 'damaged' | 'columns' | 'unread';
  why: string;
}

/** What a restore would do to the tables of its scope, before anybody asked the database whether it can. */
export interface RestoreChanges {
  /** Tables of which rows change, parents before children. */
  tables: readonly TableToRestore[];
  /** Compared tables of the scope of which no row changes. */
  unchanged: readonly { table: string; rowsInBackup: number; rowsNow: number; key: readonly string[] }[];
  uncompared: readonly UncomparedTable[];
  drift: readonly ColumnDrift[];
  /** Sentences that must be shown beside the numbers of a table. */
  notes: ReadonlyMap<string, readonly string[]>;
  /** Tables with differing rows, whatever the mode does about them; before: live, after: backup. */
  differing: ReadonlyMap<string, DifferingTable>;
}

export interface ChangesOptions {
  signal: AbortSignal;
  onProgress?: (progress: TablesProgress) => void;
  /** Parts that are read at once. */
  partsAtOnce?: number;
}

/** What is done to a table, before anything is left out. */
export function countsOf({ insert, update, delete: gone, all, rowsNow }: TableToRestore): RestoreCounts {
  const deleted = all ? rowsNow : gone.length;
  return {
    insert: insert.length,
    update: update.length,
    delete: deleted,
    unchanged: rowsNow - update.length - deleted,
    conflict: 0,
  };
}

/**
 * Finds what the restore of a request does, row by row: compares the project's rows with the backup's. The rehearsal and the restore itself
 * both use it, so that equal sides give equal changes.
 * @param live the project's rows: a reading for the rehearsal, or the pre-restore backup.
 * @param backup what is restored.
 * @param request what of it, and how.
 * @param facts what the database says of the tables; empty without the helper.
 * @throws HoldfastError but for `archive-damaged`, which makes a table uncompared; AbortError.
 */
export async function findChanges(
  services: Pick<Services, 'comparer' | 'clock' | 'host' | 'rows'>,
  live: ComparedArchive,
  backup: ComparedArchive,
  request: Pick<RestoreRequest, 'scope' | 'mode'>,
  facts: readonly RestoreFacts[],
  options: ChangesOptions,
): Promise<RestoreChanges> {
  throw new Error(`To be written: ${[services, live, backup, request, facts, options].length}.`);
}
