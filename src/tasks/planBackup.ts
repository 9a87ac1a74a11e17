import type { Coverage, TableResult } from '../core/backup.ts';
import type { Catalog, CatalogTable } from '../core/catalog.ts';
import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { isChosen } from '../core/tableChoice.ts';
import { formatTable, parseTable, type TableName } from '../core/tableName.ts';
import type { TableReader } from '../ports/Project.ts';
import { readCatalog } from './readCatalog.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** What a run will read, and what it knows beforehand that it will not. */
export interface BackupPlan {
  coverage: Coverage;
  catalog: Catalog | null;
  reader: TableReader;
  /** What the reader reads from, where that is a snapshot. */
  snapshot: Snapshot | null;
  tables: CatalogTable[];
  /** Tables that are listed without rows: excluded, denied, or not to be described. */
  unread: {
    table: TableName;
    columns: CatalogTable | null;
    outcome: 'excluded' | 'denied' | 'failed';
    error: string | null;
  }[];
}

/**
 * Finds out what there is to back up: from the helper's catalog, else from the declared list.
 * @throws HoldfastError `nothing-to-back-up` when no table is left to read; as `TableReader.readPage`.
 */
export async function planBackup(
  context: RetryContext,
  settings: ProjectSettings,
  choice: ProjectSettings['tables'],
): Promise<BackupPlan> {
  const catalog = await readCatalog(context, settings.schemas);
  const plan =
    catalog === null
      ? await planDeclared(context, settings, choice)
      : planFromCatalog(context, catalog, settings, choice);
  plan.unread.push(...missingTables(plan, choice));
  if (plan.tables.length > 0 || plan.unread.some((table) => table.outcome !== 'excluded')) return plan;
  throw nothingToBackUp(catalog !== null);
}

function planFromCatalog(
  { session }: RetryContext,
  catalog: Catalog,
  { schemas }: ProjectSettings,
  choice: ProjectSettings['tables'],
): BackupPlan {
  const reader = session.reader('export');
  const plan: BackupPlan = { coverage: 'catalog', catalog, reader, snapshot: null, tables: [], unread: [] };
  for (const table of catalog.tables) {
    if (!isChosen(choice, formatTable(table)) || schemas?.includes(table.schema) === false) {
      plan.unread.push({ table, columns: table, outcome: 'excluded', error: null });
    } else if (!table.readable) {
      plan.unread.push({ table, columns: table, outcome: 'denied', error: 'You may not read this table' });
    } else plan.tables.push(table);
  }
  return plan;
}

/** Tables that somebody asked for by name and that are not there: a backup without them must not look complete. */
function missingTables(plan: BackupPlan, choice: ProjectSettings['tables']): BackupPlan['unread'] {
  if (choice.mode !== 'only') return [];
  const known = new Set([...plan.tables, ...plan.unread.map(({ table }) => table)].map(formatTable));
  return choice.names
    .filter((name) => !known.has(name))
    .map((name) => parseTable(name))
    .filter((table) => table !== null)
    .map((table) => ({ table, columns: null, outcome: 'failed', error: 'The project has no such table' }));
}

async function planDeclared(
  context: RetryContext,
  settings: ProjectSettings,
  choice: ProjectSettings['tables'],
): Promise<BackupPlan> {
  const { session, signal } = context;
  const plan: BackupPlan = {
    coverage: 'declared',
    catalog: null,
    reader: session.reader('rest'),
    snapshot: null,
    tables: [],
    unread: [],
  };
  for (const { table: text, key } of settings.declaredTables) {
    const table = parseTable(text);
    if (table === null) continue; // settings do not let such a name in
    if (!isChosen(choice, formatTable(table))) {
      plan.unread.push({ table, columns: null, outcome: 'excluded', error: null });
      continue;
    }
    try {
      plan.tables.push(await withRetries(context, () => session.describeDeclared(table, key, signal)));
    } catch (error) {
      if (isAbort(error) || !(error instanceof HoldfastError) || error.code === 'identity-changed') throw error;
      plan.unread.push({ table, columns: null, ...failureOf(error) });
    }
  }
  return plan;
}

/** The outcome of a table whose reading ended in an error. */
export function failureOf(error: HoldfastError): {
  outcome: Extract<TableResult['outcome'], 'denied' | 'failed'>;
  error: string;
} {
  if (error.code === 'denied') return { outcome: 'denied', error: 'You may not read this table' };
  const again = error.retryable ? ' Four tries.' : '';
  return { outcome: 'failed', error: `${error.message}${again}${error.hint === null ? '' : ` ${error.hint}`}` };
}

function nothingToBackUp(withHelper: boolean): HoldfastError {
  return new HoldfastError('nothing-to-back-up', 'There is no table to back up.', {
    hint: withHelper
      ? 'All tables are excluded in Settings, or the project has none.'
      : 'Install the helper, which lists every table, or name your tables in Settings.',
  });
}
