import type { CatalogTable } from '../../core/catalog.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { isChosen } from '../../core/tableChoice.ts';
import { formatTable } from '../../core/tableName.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatTableNames } from '../../ui/formatStatus.ts';
import type { AttentionItem } from './attention.ts';

/** `schema.table` of those tables that a backup shall take, and that whoever is signed in may not read. */
export function findUnreadable(
  tables: readonly Pick<CatalogTable, 'schema' | 'name' | 'readable'>[],
  { tables: choice, schemas }: Pick<ProjectSettings, 'tables' | 'schemas'>,
): string[] {
  return tables
    .filter(({ schema, readable }) => !readable && schemas?.includes(schema) !== false)
    .map(formatTable)
    .filter((table) => isChosen(choice, table));
}

/** Tables that cannot be read: no backup is complete without them. */
export function ofTables(unreadable: readonly string[]): AttentionItem[] {
  if (unreadable.length === 0) return [];
  const one = unreadable.length === 1;
  const [them, each] = one ? ['it', 'it'] : ['them', 'each of them'];
  const lacks = `A backup that you make lacks ${formatTableNames(unreadable)}, so it is not complete.`;
  // A grant alone would open a table without row level security to every user of the application.
  const way = `In the SQL editor of Supabase, give ${each} a policy that lets admins read all rows, and grant select on ${them} to authenticated; but only where row level security is on, or everybody who is signed in could read ${them}.`;
  return [
    {
      id: 'unreadable',
      kind: 'error',
      topic: 'tables',
      title: `${formatPlural(unreadable.length, 'table')} cannot be read by you`,
      message: `${lacks} ${way} Or leave ${them} out of backups in Settings.`,
      action: { kind: 'sql-editor', label: 'Open SQL editor' },
    },
  ];
}
