import { parse, stringify } from 'lossless-json';
import type { Manifest } from '../../src/core/manifest.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import type { Project as SampleProject } from '../supabase/startProject.ts';
import { type OpenedArchive, overridesOf } from './openArchive.ts';

type ManifestTable = Manifest['tables'][number];

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The columns of a table as the database lists them, with the text of each value. */
async function columnsOf(sample: SampleProject, table: ManifestTable): Promise<string[]> {
  const rows = await sample.sql(
    `select a.attname as name from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [`${quote(table.schema)}.${quote(table.name)}`],
  );
  return rows.map((row) => row.name ?? '');
}

/** One row as text per column, joined so that rows can be sorted and compared: a table is a multiset of such rows. */
function asLines(rows: readonly Record<string, string | null>[], columns: readonly string[]): string[] {
  return rows.map((row) => JSON.stringify(columns.map((_column, index) => row[`c${index}`]))).sort();
}

/** Every row that is in the table now, each value as Postgres' own text; the named columns are left out. */
export async function rowsInDatabase(
  sample: SampleProject,
  table: ManifestTable,
  without: readonly string[] = [],
): Promise<string[]> {
  const columns = (await columnsOf(sample, table)).filter((column) => !without.includes(column));
  const list = columns.map((column, index) => `t.${quote(column)}::text as c${index}`).join(', ');
  return asLines(await sample.sql(`select ${list} from ${quote(table.schema)}.${quote(table.name)} t`), columns);
}

/** The text of each row of a part, untouched. */
function rowTexts(part: string): string[] {
  const bytes = new TextEncoder().encode(part);
  const scanner = new RowScanner();
  scanner.push(bytes);
  const { starts, ends } = scanner;
  return [...starts].map((start, row) => new TextDecoder().decode(bytes.subarray(start, ends[row])));
}

/** A row without some of its columns; the other values keep their exact numbers. */
function strip(row: string, columns: readonly string[]): string {
  if (columns.length === 0) return row;
  const fields = parse(row, undefined, { onDuplicateKey: ({ newValue }) => newValue }) as Record<string, unknown>;
  return stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !columns.includes(name)))) ?? row;
}

/**
 * Every row that the archive holds of the table, read back by Postgres itself from the JSON with the overrides in place of
 * the values they stand for, each value as Postgres' own text: what a restore would write.
 */
export async function rowsInArchive(
  sample: SampleProject,
  archive: OpenedArchive,
  table: ManifestTable,
  without: readonly string[] = [],
): Promise<string[]> {
  const columns = (await columnsOf(sample, table)).filter((column) => !without.includes(column));
  const list = columns.map((column, index) => `(p.r).${quote(column)}::text as c${index}`).join(', ');
  const all: Record<string, string | null>[] = [];
  for (const part of table.parts) {
    const overrides = overridesOf(archive, table).filter((override) => override.part === part.path);
    const texts = rowTexts(archive.text(part.path)).map((text, row) => {
      const replaced = overrides.filter((override) => override.row === row).map(({ column }) => column);
      return strip(text, [...replaced, ...without]);
    });
    const rows = await sample.sql(
      `select ${list} from (
         select e.place, json_populate_record(null::${quote(table.schema)}.${quote(table.name)}, e.value) as r
         from json_array_elements($1::json) with ordinality as e (value, place)) p order by p.place`,
      [`[${texts.join(',')}]`],
    );
    for (const override of overrides) {
      const row = rows[override.row];
      if (row !== undefined) row[`c${columns.indexOf(override.column)}`] = override.text;
    }
    all.push(...rows);
  }
  return asLines(all, columns);
}
