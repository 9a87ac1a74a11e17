import type { CatalogTable } from '../core/catalog.ts';
import type { Counted } from '../core/decideOutcome.ts';
import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { Semaphore } from '../core/semaphore.ts';
import { formatTable } from '../core/tableName.ts';
import type { TableReader } from '../ports/Project.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** Rows, as estimated, that one counting request should not exceed: counting 500,000 rows takes well under a second. */
const rowsPerRequest = 500_000;

/**
 * Counts tables, several small ones in one request. A count that takes too long is unknown, never a failure.
 * @throws HoldfastError `identity-changed`; AbortError.
 */
export async function countTables(
  context: RetryContext,
  reader: TableReader,
  slots: Semaphore,
  tables: readonly CatalogTable[],
): Promise<Map<string, Counted>> {
  const counted = new Map<string, Counted>();
  const countGroup = async (group: readonly CatalogTable[]): Promise<void> => {
    try {
      const answer = await slots.run(() => withRetries(context, () => countOnce(reader, group, context.signal)));
      for (const [table, count] of answer) counted.set(table, count);
    } catch (error) {
      if (isAbort(error) || !(error instanceof HoldfastError) || error.code === 'identity-changed') throw error;
      if (group.length > 1) await Promise.all(group.map((table) => countGroup([table])));
      else for (const table of group) counted.set(formatTable(table), { visible: null, total: null });
    }
  };
  await Promise.all(groupBySize(tables).map(countGroup));
  return counted;
}

function groupBySize(tables: readonly CatalogTable[]): CatalogTable[][] {
  const groups: CatalogTable[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const table of tables) {
    rows += table.estimated_rows ?? 0;
    if (rows > rowsPerRequest) {
      groups.push([]);
      rows = table.estimated_rows ?? 0;
    }
    groups.at(-1)?.push(table);
  }
  return groups;
}

/** A count that took too long once would take too long again, and hold up the reading. */
async function countOnce(
  reader: TableReader,
  group: readonly CatalogTable[],
  signal: AbortSignal,
): Promise<Map<string, Counted>> {
  try {
    return await reader.count(group, signal);
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'timed-out') throw error;
    throw new HoldfastError('timed-out', error.message, { cause: error });
  }
}
