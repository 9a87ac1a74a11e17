import type { RestoreRequest, RestoreScope, TableReference } from '../core/restore.ts';
import { formatTable } from '../core/tableName.ts';
import type { RestoreFacts } from '../ports/RestoreServer.ts';
import type { ComparedArchive } from './comparedArchive.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** A foreign key as both sides of a restore know it. */
export type ForeignKey = Pick<TableReference, 'table' | 'columns' | 'references' | 'referencedColumns'>;

type Tables = ComparedArchive['tables'];

/**
 * Foreign keys of the tables of a backup, out of them: as they are today, as far as that is known, and as they were.
 * @param sides archives whose manifests are asked.
 */
export function foreignKeysOf(facts: readonly RestoreFacts[], sides: readonly Tables[]): ForeignKey[] {
  const found = new Map<string, ForeignKey>();
  const add = (key: ForeignKey) => {
    const { table, columns, references, referencedColumns } = key;
    found.set(JSON.stringify([table, columns, references, referencedColumns]), key);
  };
  for (const { table, foreignKeys } of facts) for (const key of foreignKeys) add({ table, ...key });
  for (const tables of sides) {
    for (const [table, { foreign_keys }] of tables) {
      for (const { columns, references, referenced_columns } of foreign_keys) {
        add({ table, columns, references, referencedColumns: referenced_columns });
      }
    }
  }
  return [...found.values()];
}

/** The rows that were picked of each table; null where whole tables are meant. */
export function pickedRows(scope: RestoreScope): Map<string, Set<number>> | null {
  if (scope.kind === 'tables') return null;
  const picked = new Map<string, Set<number>>();
  for (const { table, rows } of scope.rows) {
    const known = picked.get(table) ?? new Set<number>();
    for (const row of rows) known.add(row);
    picked.set(table, known);
  }
  return picked;
}

/** Tables that a request names, in the order in which it does; for everything those that the backup has rows of. */
export function namedTables(
  { scope }: Pick<RestoreRequest, 'scope'>,
  backup: Pick<ComparedArchive, 'manifest'>,
): string[] {
  if (scope.kind === 'rows') return [...new Set(scope.rows.map(({ table }) => table))];
  if (scope.tables !== null) return [...new Set(scope.tables)];
  return backup.manifest.tables
    .filter(({ outcome }) => outcome === 'exported' || outcome === 'partial')
    .map((table) => formatTable(table));
}

/** Tables whose rows a restore may write: those that it names, and where parents come along, all that they reference, also over others. */
export function tablesInScope(
  request: Pick<RestoreRequest, 'scope'>,
  backup: Pick<ComparedArchive, 'manifest' | 'tables'>,
  foreignKeys: readonly ForeignKey[],
): string[] {
  const found = new Set(namedTables(request, backup));
  if (request.scope.kind !== 'rows' || !request.scope.withParents) return [...found];
  // A Set that grows while it is gone through is gone through to its new end.
  for (const name of found) {
    for (const { table, references } of foreignKeys) {
      if (table === name && backup.tables.has(references)) found.add(references);
    }
  }
  return [...found];
}

/** What the database says of the tables in scope, and where parents come along, of all that they may be in. @throws as RestoreServer. */
export async function readRestoreFacts(
  context: RetryContext,
  request: Pick<RestoreRequest, 'scope'>,
  backup: ComparedArchive,
): Promise<RestoreFacts[]> {
  const named = namedTables(request, backup);
  const withParents = request.scope.kind === 'rows' && request.scope.withParents;
  const names = withParents ? [...new Set([...named, ...backup.tables.keys()])] : named;
  return await withRetries(context, () => context.session.restore.facts(names, context.signal));
}
