import type { Catalog } from '../core/catalog.ts';
import { catalogChanges } from '../core/catalogChanges.ts';
import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { ProjectSettings } from '../core/settings.ts';
import { formatTable } from '../core/tableName.ts';
import type { TableExport } from './exportTable.ts';
import type { BackupPlan } from './planBackup.ts';
import { readCatalog } from './readCatalog.ts';
import type { RetryContext } from './withRetries.ts';

export interface LookedAgain {
  read: TableExport[];
  /** With the sequences as they are after the last row was read: never behind the rows. Null without the helper. */
  catalog: Catalog | null;
}

/**
 * Reads the catalog once more after the rows (a snapshot has its own), and takes back what a table was called if its columns changed meanwhile or row
 * level security was switched on. Where it cannot be read again, nothing is proven.
 * @throws HoldfastError `identity-changed`; AbortError.
 */
export async function lookAgain(
  context: RetryContext,
  { schemas }: ProjectSettings,
  { catalog: before, snapshot }: Pick<BackupPlan, 'catalog' | 'snapshot'>,
  read: readonly TableExport[],
): Promise<LookedAgain> {
  if (before === null) return { read: [...read], catalog: null };
  const after = snapshot === null ? await readAgain(context, schemas) : snapshot.catalog;
  if (after === null) return { read: read.map((table) => ({ ...table, proven: false })), catalog: before };
  const { altered, newlyFiltered, created } = catalogChanges(before, after);
  const judged = read.map((table) => {
    const name = formatTable(table.table);
    if (altered.has(name) && table.outcome === 'exported') {
      return { ...table, outcome: 'partial' as const, error: 'The table was altered while it was read' };
    }
    return newlyFiltered.has(name) ? { ...table, proven: false } : table;
  });
  const leftOut = created.map(({ schema, name }) => ({ schema, name, reason: 'created during the backup' }));
  return {
    read: judged,
    catalog: { ...before, sequences: after.sequences, left_out: [...before.left_out, ...leftOut] },
  };
}

async function readAgain(context: RetryContext, schemas: readonly string[] | null): Promise<Catalog | null> {
  try {
    return await readCatalog(context, schemas);
  } catch (error) {
    if (isAbort(error) || !(error instanceof HoldfastError) || error.code === 'identity-changed') throw error;
    return null; // the caller then calls nothing proven
  }
}
