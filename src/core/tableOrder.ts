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
