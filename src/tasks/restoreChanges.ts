import { driftOf } from '../core/columnDrift.ts';
import type { ColumnDifference, TableDifference } from '../core/comparison.ts';
import { nameSide, whyNotCompared } from '../core/comparisonDoubts.ts';
import type { ManifestTable } from '../core/manifest.ts';
import type { ColumnDrift, RestoreCounts, RestoreRequest } from '../core/restore.ts';
import { countKeptDiffering, rowsToWrite } from '../core/rowsToWrite.ts';
import { orderForWriting } from '../core/tableOrder.ts';
import type { RestoreFacts } from '../ports/RestoreServer.ts';
import type { StoredPart } from '../ports/RowReader.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { compareTables, noSharedColumn, type TablesProgress } from './compareTables.ts';
import { countValues } from './countValues.ts';
import { findParents } from './findParents.ts';
import { foreignKeysOf, pickedRows, tablesInScope } from './restoreScope.ts';
import type { DifferingTable } from './rowDifferences.ts';
import { stopTogether } from './stopTogether.ts';

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

/** A table of the scope whose rows could not be compared. */
export interface UncomparedTable {
  table: string;
  /**
   * gone: the project has no such table. absent: the backup has not. damaged: one side's archive is. columns: there is none in common.
   * unread: a side could not be read.
   */
  cause: 'gone' | 'absent' | 'damaged' | 'columns' | 'unread';
  /** A sentence. */
  why: string;
}

/** A table of the scope of which no row changes. */
export interface UnchangedTable {
  table: string;
  key: readonly string[];
  rowsInBackup: number;
  rowsNow: number;
}

/** What a restore would do to the tables of its scope, before anybody asked the database whether it can. */
export interface RestoreChanges {
  /** Tables of which rows change, parents before children. */
  tables: readonly TableToRestore[];
  unchanged: readonly UnchangedTable[];
  uncompared: readonly UncomparedTable[];
  drift: readonly ColumnDrift[];
  /**
   * Rows that are there with other values than in the backup and stay so, by table; none but where only missing rows are added. A table of
   * which rows are hidden is not in it: of those nobody knows whether they differ, so that no number is told.
   */
  keptDiffering: ReadonlyMap<string, number>;
  /** Tables with differing rows, whatever the mode does about them; before: live, after: backup. */
  differing: ReadonlyMap<string, DifferingTable>;
}

export interface ChangesOptions {
  signal: AbortSignal;
  onProgress?: (progress: TablesProgress) => void;
  /** Parts that are read at once. */
  partsAtOnce?: number;
  /** Of the tables in scope, the only ones that are looked at; null for all. For a live side that holds no others. */
  only?: readonly string[] | null;
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

/** Enough to keep the workers busy. */
const partsAtOnceByDefault = 5;

/**
 * Finds what the restore of a request does, row by row: compares the project's rows with the backup's. The rehearsal and the restore itself
 * both use it, so that equal sides give equal changes.
 * @param live the project's rows: a reading for the rehearsal, or the pre-restore backup.
 * @param backup what is restored.
 * @param request what of it, and how.
 * @param facts what the database says of the tables; empty without the helper.
 * @throws HoldfastError but for `archive-damaged` while comparing, which makes a table uncompared; AbortError.
 */
export async function findChanges(
  services: Pick<Services, 'comparer' | 'clock' | 'host' | 'rows'>,
  live: ComparedArchive,
  backup: ComparedArchive,
  request: Pick<RestoreRequest, 'scope' | 'mode'>,
  facts: readonly RestoreFacts[],
  { signal, onProgress = () => undefined, partsAtOnce = partsAtOnceByDefault, only = null }: ChangesOptions,
): Promise<RestoreChanges> {
  const foreignKeys = foreignKeysOf(facts, [live.tables, backup.tables]);
  const scope = tablesInScope(request, backup, foreignKeys).filter((name) => only === null || only.includes(name));
  const sides = matchedSides(live, backup, scope);
  const compared = await compareTables(services, sides.live, sides.backup, { signal, partsAtOnce, onProgress });
  const byName = new Map(compared.tables.map((difference) => [difference.table, difference]));

  return await stopTogether(signal, async (stop) => {
    const picked = await pickRows(services, request, compared.differing, foreignKeys, stop);
    const found = { tables: new Map<string, TableToRestore>(), unchanged: [] as UnchangedTable[] };
    const uncompared: UncomparedTable[] = [];
    const drift: ColumnDrift[] = [];
    const keptDiffering = new Map<string, number>();
    for (const name of scope) {
      const tables = { live: sides.live.tables.get(name), backup: sides.backup.tables.get(name) };
      const difference = byName.get(name);
      if (tables.backup === undefined) {
        uncompared.push({ table: name, cause: 'absent', why: 'The backup does not have this table.' });
      } else if (tables.live === undefined || difference === undefined) {
        uncompared.push({ table: name, cause: 'gone', why: 'The project has no such table.' });
      } else if (difference.verdict === 'not-compared') {
        uncompared.push(describeUncompared(difference, sides, { live: tables.live, backup: tables.backup }));
      } else {
        const rows = compared.differing.get(name);
        const ofTable = picked === null ? null : (picked.get(name) ?? new Set<number>());
        const pair = { live: tables.live, backup: tables.backup };
        const change = rows === undefined ? null : changeOf(request.mode, difference, rows, pair, ofTable);
        if (change === null) found.unchanged.push(describeUnchanged(difference, pair));
        else found.tables.set(name, change);
        const kept = rows === undefined ? 0 : countKeptDiffering(rows.rows, { mode: request.mode, picked: ofTable });
        if (kept > 0 && tables.live.outcome !== 'partial') keptDiffering.set(name, kept);
        if (ofTable !== null && change === null) continue;
        const differences = sinceBackup(difference.columns);
        const gone = differences.filter(({ change: kind }) => kind === 'gone').map(({ column }) => column);
        const rowsInScope = ofTable === null ? null : Uint32Array.from(ofTable).sort();
        const parts = gone.length === 0 ? [] : await backup.parts(name, stop);
        const lost = await countValues(services, parts, rowsInScope, gone, stop);
        const emptied = change?.all === true && change.rowsNow > 0;
        drift.push(...driftOf(name, differences, tables.live.columns, lost, emptied));
      }
    }
    const order = orderForWriting([...found.tables.keys()], foreignKeys);
    return {
      tables: order.map((name) => found.tables.get(name) as TableToRestore),
      unchanged: found.unchanged,
      uncompared,
      drift,
      keptDiffering,
      differing: compared.differing,
    };
  });
}

interface Sides {
  live: ComparedArchive;
  backup: ComparedArchive;
}

/** The sides with no other tables than those in scope; rows are matched by the key that a table has today. */
function matchedSides(live: ComparedArchive, backup: ComparedArchive, scope: readonly string[]): Sides {
  const keys = new Map<string, readonly string[]>();
  for (const name of scope) {
    const [now, then] = [live.tables.get(name), backup.tables.get(name)];
    // A key of columns that the backup does not know, or that cannot be written, cannot name its rows. Without the helper nobody describes a
    // table that has no rows: any key names all of them.
    const undescribed = then?.rows === 0 && then.columns.length === 0;
    const generated = now?.columns.filter((column) => column.generated !== 'never').map((column) => column.name);
    const isKnown = (column: string) =>
      (undescribed || then?.columns.some((each) => each.name === column) === true) &&
      generated?.includes(column) !== true;
    const key = now?.primary_key ?? [];
    keys.set(name, key.every(isKnown) ? key : []);
  }
  const narrowed = (side: ComparedArchive): ComparedArchive => ({
    ...side,
    unread: [],
    tables: new Map(
      scope.flatMap((name): [string, ManifestTable][] => {
        const table = side.tables.get(name);
        return table === undefined ? [] : [[name, { ...table, primary_key: [...(keys.get(name) ?? [])] }]];
      }),
    ),
  });
  return { live: narrowed(live), backup: narrowed(backup) };
}

async function pickRows(
  services: Pick<Services, 'rows' | 'clock'>,
  { scope, mode }: Pick<RestoreRequest, 'scope' | 'mode'>,
  differing: ReadonlyMap<string, DifferingTable>,
  foreignKeys: Parameters<typeof findParents>[2],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ReadonlySet<number>> | null> {
  const picked = pickedRows(scope);
  if (picked === null || scope.kind !== 'rows' || !scope.withParents) return picked;
  const tables = new Map([...differing].map(([name, { rows, after }]) => [name, { rows, backup: after }]));
  return await findParents(
    services,
    tables,
    foreignKeys,
    picked,
    ({ rows }, own) =>
      (mode === 'add' ? [rows.added] : [rows.added, rows.changedAfter]).map((list) =>
        list.filter((row) => own.has(row)),
      ),
    signal,
  );
}

/** A table as both sides describe it. */
interface Pair {
  live: ManifestTable;
  backup: ManifestTable;
}

/** Null when no row changes. */
function changeOf(
  mode: RestoreRequest['mode'],
  { table, columns: differences }: TableDifference,
  { rows, before, after, key, shown }: DifferingTable,
  { live, backup }: Pair,
  picked: ReadonlySet<number> | null,
): TableToRestore | null {
  const write = rowsToWrite(rows, { mode, keyed: key.length > 0, rowsInBackup: backup.rows, picked });
  if (!write.all && write.insert.length + write.update.length + write.delete.length === 0) return null;
  const oneSided = differences.filter(({ change }) => change !== 'retyped').map(({ column }) => column);
  const generated = live.columns.filter((column) => column.generated !== 'never').map(({ name }) => name);
  const columns = shown.filter((column) => !oneSided.includes(column) && !generated.includes(column));
  const counts = { rowsInBackup: backup.rows, rowsNow: live.rows };
  return { table, key, columns, ...write, ...counts, backup: after, live: before };
}

function describeUnchanged({ table, key }: TableDifference, { live, backup }: Pair): UnchangedTable {
  return { table, key, rowsInBackup: backup.rows, rowsNow: live.rows };
}

/** The comparison goes from the project to the backup; what happened to the columns went the other way. */
function sinceBackup(columns: readonly ColumnDifference[]): ColumnDifference[] {
  const reversed = { new: 'gone', gone: 'new', retyped: 'retyped' } as const;
  return columns.map(({ column, change, before, after }) => ({
    column,
    change: reversed[change],
    before: after,
    after: before,
  }));
}

function describeUncompared({ table, note }: TableDifference, sides: Sides, pair: Pair): UncomparedTable {
  // A comparison of two backups tells them apart by their places; here there is but one.
  const why = (note ?? 'Its rows could not be compared.').replaceAll(
    nameSide({ side: sides.backup.side, place: 'after' }),
    'The backup',
  );
  if (note === noSharedColumn) return { table, cause: 'columns', why };
  const unread = [
    { side: sides.live.side, place: 'before' as const, manifest: sides.live.manifest, table: pair.live },
    { side: sides.backup.side, place: 'after' as const, manifest: sides.backup.manifest, table: pair.backup },
  ].some((side) => whyNotCompared(side) !== null);
  return { table, cause: unread ? 'unread' : 'damaged', why };
}
