import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { cutValues } from '../core/keyCondition.ts';
import type { Cursor } from '../core/page.ts';
import type { Refusal } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import type { RestoreChanges, TableToRestore } from './restoreChanges.ts';
import type { ForeignKey } from './restoreScope.ts';
import { createValueReader } from './valuesOfRow.ts';
import { visitRows } from './visitRows.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

const number = new Intl.NumberFormat('en-US');

/**
 * Finds rows that reference rows to be deleted and would stay: the database would refuse the delete, delete them too or empty their reference, and
 * over REST nobody can tell which. Nothing is written.
 * @returns a refusal for each table that has such rows, and sentences about tables that cannot be asked.
 * @throws as `RestWriter.count`; `archive-damaged`; AbortError.
 */
export async function findReferencing(
  services: Pick<Services, 'rows' | 'clock'>,
  context: RetryContext,
  { live, backup }: { live: ComparedArchive; backup: ComparedArchive },
  changes: RestoreChanges,
  foreignKeys: readonly ForeignKey[],
): Promise<{ refusals: Refusal[]; unasked: string[] }> {
  const refusals: Refusal[] = [];
  const unasked: string[] = [];
  for (const parent of changes.tables.filter((change) => change.delete.length > 0)) {
    for (const { table, columns, references, referencedColumns } of foreignKeys) {
      if (references !== parent.table) continue;
      const deleted = await valuesOf(services, parent.live, parent.delete, referencedColumns, context.signal);
      const wasRead = live.tables.get(table)?.outcome === 'exported';
      let rows: number;
      try {
        // Of tables that were read, the rows are here; others have to be asked.
        rows = wasRead
          ? await countInArchive(services, context, live, changes, { table, columns }, deleted)
          : await countInProject(context, { table, columns }, [...deleted.values()]);
      } catch (error) {
        if (isAbort(error) || !(error instanceof HoldfastError)) throw error;
        if (error.code !== 'not-found' && error.code !== 'denied') throw error;
        unasked.push(
          `Rows of ${table} may reference rows of ${references} that are deleted; you cannot read them over REST, so they may be deleted or changed too.`,
        );
        continue;
      }
      if (rows === 0) continue;
      const canJoin = backup.tables.has(table) && !wasRead;
      const which = rows === 1 ? 'One row' : `${number.format(rows)} rows`;
      refusals.push({
        table,
        code: 'outside',
        why: `${which} of ${table} reference rows of ${references} that would be deleted. Without the helper nobody knows whether they would be deleted too, changed, or forbid it.`,
        hint: canJoin
          ? `Restore ${table} together with this, or merge instead of replacing.`
          : 'Merge instead of replacing: then no row is deleted.',
        addTables: canJoin ? [table] : [],
      });
    }
  }
  return { refusals, unasked };
}

type Referencing = Pick<ForeignKey, 'table' | 'columns'>;

async function valuesOf(
  services: Pick<Services, 'rows' | 'clock'>,
  parts: TableToRestore['live'],
  rows: Uint32Array | null,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Cursor>> {
  const found = new Map<string, Cursor>();
  const read = createValueReader(columns);
  await visitRows(services, parts, rows, signal, (row) => {
    const values = read(row);
    if (values !== null) found.set(JSON.stringify(values), values);
    return undefined;
  });
  return found;
}

/** Rows of a table that was read which reference one of these values, but for those that are deleted, or updated to reference others. */
async function countInArchive(
  services: Pick<Services, 'rows' | 'clock'>,
  { signal }: RetryContext,
  live: ComparedArchive,
  changes: RestoreChanges,
  { table, columns }: Referencing,
  deleted: ReadonlyMap<string, Cursor>,
): Promise<number> {
  const change = changes.tables.find((each) => each.table === table);
  const updated = new Set(change?.update);
  const pairs = changes.differing.get(table)?.rows;
  const leaving = new Set(change?.delete);
  for (const [place, row] of (pairs?.changedAfter ?? []).entries()) {
    if (updated.has(row)) leaving.add(pairs?.changedBefore[place] as number);
  }
  let rows = 0;
  const read = createValueReader(columns);
  const parts = (live.tables.get(table)?.parts.length ?? 0) === 0 ? [] : await live.parts(table, signal);
  await visitRows(services, parts, null, signal, (row, place) => {
    const values = leaving.has(place) ? null : read(row);
    if (values !== null && deleted.has(JSON.stringify(values))) rows += 1;
    return undefined;
  });
  // Rows that are updated to reference what goes: a backup that is whole has none, so they are left out as orphans.
  return rows;
}

async function countInProject(
  context: RetryContext,
  { table, columns }: Referencing,
  values: readonly Cursor[],
): Promise<number> {
  const { session, signal } = context;
  let rows = 0;
  for (const some of cutValues(columns, values)) {
    rows += await withRetries(context, () => session.writer.count(table, columns, some, signal));
  }
  return rows;
}
