import type { Manifest } from './manifest.ts';
import type { RestoreMode } from './restore.ts';
import { restoreSqlApply } from './restoreSqlApply.ts';
import { restoreSqlBegin, restoreSqlPlan } from './restoreSqlPlan.ts';
import { restoreSqlReport } from './restoreSqlReport.ts';
import { sqlLiteral } from './sqlText.ts';
import { formatTable, parseTable, quoteTable, type TableName } from './tableName.ts';

/** A table that a file of SQL restores. */
export interface RestoredSqlTable extends TableName {
  primaryKey: readonly string[];
  /** As in the backup; generated ones are computed by the database. `unknown` as type: read without the helper. */
  columns: readonly { name: string; type: string; generated: string }[];
  rows: number;
}

export interface RestoreSqlOptions {
  mode: RestoreMode;
  /** Whether it is all that the backup has. */
  whole: boolean;
  /** Of the backup, for people. */
  filename: string;
  backup: Pick<Manifest, 'platform' | 'project_url' | 'created_at' | 'sequences'>;
  /** Parents first. */
  tables: readonly RestoredSqlTable[];
}

/** The temporary table into which the rows of table number `index` (from 0) are written, before they are compared. */
export function stagedTable(index: number): TableName {
  return { schema: 'pg_temp', name: `holdfast_rows_${index + 1}` };
}

const means: Record<RestoreMode, readonly string[]> = {
  add: [
    'Mode: add missing rows. Rows that are missing are inserted. Rows that are there stay as they are, also where they differ',
    'from the backup: the end says how many do.',
  ],
  merge: [
    'Mode: merge. Rows that are missing are inserted, rows that differ get the values of the backup. No row is deleted.',
  ],
  replace: [
    'Mode: replace. The tables end up exactly as in the backup: rows that are missing are inserted, rows that differ are',
    'updated, and ROWS THAT THE BACKUP DOES NOT HAVE ARE DELETED.',
  ],
};

/** Names may hold anything; a line of comment ends where a line does. */
const oneLine = (text: string) => text.replaceAll(/\p{Cc}/gu, ' ');

function comment({ mode, filename, backup, tables }: RestoreSqlOptions): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const lines = [
    `restore.sql of ${oneLine(backup.platform)} (${oneLine(backup.project_url)})`,
    `Backup: ${oneLine(filename)}, made on ${backup.created_at} (UTC). Written by Holdfast.`,
    '',
    ...means[mode],
    'Rows are matched by primary key; in tables without a key, whole rows are.',
    '',
    'How to run it, as the owner of the tables (on a hosted project: postgres, by the direct connection or the session pooler):',
    '',
    '  psql "$DATABASE_URL" -f ' + `restore-….sql`,
    '',
    'It is one transaction. If anything fails, nothing is changed: the first line that says ERROR tells why.',
    'While it works, nobody else can use these tables. Triggers of the tables do not run; foreign keys are checked at the end.',
    'Both are put back exactly as they were. At the end it lists for each table what was done.',
    'It does not create tables, and restores no users of auth, no storage files, and no tables that are not listed here.',
    'It stops if a table or a column is missing, or if rows of other tables would be touched.',
    '',
    `${tables.length} tables, ${rows} rows:`,
    ...tables.map((table) => `  ${oneLine(formatTable(table))}: ${table.rows} rows`),
  ];
  return lines.map((line) => `-- ${line}`.trimEnd()).join('\n');
}

const textArray = (texts: readonly string[]) => `array[${texts.map(sqlLiteral).join(', ')}]::text[]`;

function tableValues(table: RestoredSqlTable, index: number): string {
  const stored = table.columns.filter(({ generated }) => generated === 'never').map(({ name }) => name);
  const generated = table.columns.filter((column) => column.generated !== 'never').map(({ name }) => name);
  const isTyped = table.columns.every(({ type }) => type !== 'unknown');
  const texts = [formatTable(table), quoteTable(table)].map(sqlLiteral).join(', ');
  return `  (${index + 1}, ${texts}, ${[table.primaryKey, stored, generated].map(textArray).join(', ')}, ${isTyped})`;
}

/** What a file begins with that restores tables by psql alone; the rows as INSERTs into `stagedTable` follow, then `restoreSqlEnd`. */
export function restoreSqlHead(options: RestoreSqlOptions): string {
  const { mode, whole, backup, tables } = options;
  const sequences = backup.sequences.flatMap(({ name, last_value, is_called }) => {
    const parsed = parseTable(name);
    if (parsed === null || last_value === null || !/^-?\d{1,19}$/.test(last_value)) return [];
    return [`  (${sqlLiteral(quoteTable(parsed))}, ${last_value}, ${is_called})`];
  });
  return `${comment(options)}

\\set ON_ERROR_STOP on
\\set QUIET on
${restoreSqlBegin}insert into pg_temp.holdfast_job values (${sqlLiteral(mode)}, ${whole});
insert into pg_temp.holdfast_tables (place, name, quoted, key, columns, generated, is_typed) values
${tables.map(tableValues).join(',\n')};
${sequences.length === 0 ? '' : `insert into pg_temp.holdfast_sequences values\n${sequences.join(',\n')};\n`}
-- Is it possible here?
${restoreSqlPlan}
-- The rows of the backup, put aside.
`;
}

/** What it ends with. */
export const restoreSqlEnd = `
-- Compare and write.
${restoreSqlApply}
${restoreSqlReport(
  'To write them too, export restore.sql again and choose Merge; or Replace, which also deletes rows that the backup does not have.',
)}`;
