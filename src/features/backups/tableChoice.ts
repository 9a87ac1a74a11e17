import type { Catalog } from '../../core/catalog.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatTable } from '../../core/tableName.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { formatTableNames } from '../../ui/formatStatus.ts';

/** A table that a backup may take. `rows` as estimated by the database; null while unknown. */
export interface ChoosableTable {
  name: string;
  rows: number | null;
  /** Size in the database; null while unknown. */
  bytes: number | null;
}

/** The tables to choose from: the catalog's, or without the helper those of the declared list. */
export function choosableTables(catalog: Catalog | null, settings: ProjectSettings): ChoosableTable[] {
  if (catalog === null) {
    return settings.declaredTables.map(({ table }) => ({ name: table, rows: null, bytes: null }));
  }
  return catalog.tables
    .filter((table) => settings.schemas === null || settings.schemas.includes(table.schema))
    .map((table) => ({ name: formatTable(table), rows: table.estimated_rows, bytes: table.bytes }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The tables that a choice takes. */
export function chosenTables(tables: readonly ChoosableTable[], choice: ProjectSettings['tables']): ChoosableTable[] {
  if (choice.mode === 'all') return [...tables];
  const names = new Set(choice.names);
  return tables.filter((table) => names.has(table.name) === (choice.mode === 'only'));
}

/** Three significant digits: an estimate should not look counted. */
function aboutRows(tables: readonly ChoosableTable[]): string {
  const rows = tables.reduce<number | null>(
    (sum, table) => (sum === null || table.rows === null ? null : sum + table.rows),
    0,
  );
  return rows === null ? '' : `, about ${formatCount(Number(rows.toPrecision(3)))} ${rows === 1 ? 'row' : 'rows'}`;
}

/** What a choice comes to: "9 of 10 tables, about 53,700 rows. Without public.sms_logs this is not a full backup." */
export function describeChoice(tables: readonly ChoosableTable[], choice: ProjectSettings['tables']): string {
  const chosen = chosenTables(tables, choice);
  if (chosen.length === 0) return 'Choose at least one table.';
  const left = tables.filter((table) => !chosen.includes(table)).map((table) => table.name);
  const size = `${formatCount(chosen.length)} of ${formatPlural(tables.length, 'table')}${aboutRows(chosen)}.`;
  return left.length === 0 ? size : `${size} Without ${formatTableNames(left)} this is not a full backup.`;
}
