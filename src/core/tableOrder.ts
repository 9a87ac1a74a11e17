import type { CatalogTable } from './catalog.ts';
import { formatTable } from './tableName.ts';

/**
 * Tables with children before the parents they reference: a row that arrives during the run then finds its parent in the
 * backup more often than not. Cycles are cut at the table that comes first; otherwise larger tables go first, so that
 * the longest reading starts early.
 */
export function orderForReading(tables: readonly CatalogTable[]): CatalogTable[] {
  const byName = new Map(tables.map((table) => [formatTable(table), table]));
  const childrenOf = new Map<string, CatalogTable[]>();
  for (const table of tables) {
    for (const { references } of table.foreign_keys) {
      childrenOf.set(references, [...(childrenOf.get(references) ?? []), table]);
    }
  }
  const ordered: CatalogTable[] = [];
  const seen = new Set<string>();
  const visit = (table: CatalogTable): void => {
    const name = formatTable(table);
    if (seen.has(name)) return;
    seen.add(name);
    for (const child of bySize(childrenOf.get(name) ?? [])) visit(child);
    ordered.push(table);
  };
  for (const table of bySize([...byName.values()])) visit(table);
  return ordered;
}

function bySize(tables: readonly CatalogTable[]): CatalogTable[] {
  return [...tables].sort((one, other) => other.bytes - one.bytes || (formatTable(one) < formatTable(other) ? -1 : 1));
}

/** A foreign key between two tables, `schema.table` each. */
export interface TableEdge {
  table: string;
  references: string;
}

/**
 * Tables with parents before the children that reference them, as rows have to be inserted. Cycles are cut where the first of their tables
 * comes to itself again, and a table that references itself stands once. Otherwise in the order of their names.
 */
export function orderForWriting(names: readonly string[], edges: readonly TableEdge[]): string[] {
  const wanted = new Set(names);
  const parentsOf = new Map<string, Set<string>>();
  for (const { table, references } of edges) {
    if (!wanted.has(table) || !wanted.has(references)) continue;
    parentsOf.set(table, (parentsOf.get(table) ?? new Set()).add(references));
  }
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const parent of [...(parentsOf.get(name) ?? [])].sort()) visit(parent);
    ordered.push(name);
  };
  for (const name of [...wanted].sort()) visit(name);
  return ordered;
}
