import type { Services } from '../ports/Services.ts';
import { createPartCache } from './partCache.ts';
import { createRowDifferences, type DifferingTable, type RowDifferences } from './rowDifferences.ts';

/** Looks into the tables of a comparison, each opened once; null for tables without differing rows. Parts that were read are shared. */
export function createDifferencesByTable(
  services: Pick<Services, 'comparer' | 'rows'>,
  differing: ReadonlyMap<string, DifferingTable>,
): (table: string) => RowDifferences | null {
  const cache = createPartCache(services.rows);
  const opened = new Map<string, RowDifferences>();
  return (name) => {
    const table = differing.get(name);
    if (table === undefined) return null;
    const rows = opened.get(name) ?? createRowDifferences(services, cache, table);
    opened.set(name, rows);
    return rows;
  };
}
