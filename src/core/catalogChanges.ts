import type { Catalog, CatalogTable } from './catalog.ts';
import { formatTable } from './tableName.ts';

/** What changed in a project between the beginning of a backup and the end of its reading. */
export interface CatalogChanges {
  /** Tables whose columns or key are no longer the ones that were read by, or that are gone: `schema.table`. */
  altered: Set<string>;
  /** Tables that row level security began to filter: `schema.table`. */
  newlyFiltered: Set<string>;
  created: CatalogTable[];
}

function shapeOf({ columns, key, primary_key }: CatalogTable): string {
  return JSON.stringify([columns.map(({ name, type }) => [name, type]), key, primary_key]);
}

/** Compares the catalog from before the reading with the one from after it. */
export function catalogChanges(before: Catalog, after: Catalog): CatalogChanges {
  const old = new Map(before.tables.map((table) => [formatTable(table), table]));
  const now = new Map(after.tables.map((table) => [formatTable(table), table]));
  const both = [...old].map(([name, table]) => ({ name, table, later: now.get(name) }));
  return {
    altered: new Set(
      both
        .filter(({ table, later }) => later === undefined || shapeOf(later) !== shapeOf(table))
        .map(({ name }) => name),
    ),
    newlyFiltered: new Set(
      both.filter(({ table, later }) => later?.rls_filters === true && !table.rls_filters).map(({ name }) => name),
    ),
    created: after.tables.filter((table) => !old.has(formatTable(table))),
  };
}
