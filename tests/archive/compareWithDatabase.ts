import type { Manifest } from '../../src/core/manifest.ts';
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

/** Every row that is in the table now, each value as Postgres' own text. */
export async function rowsInDatabase(sample: SampleProject, table: ManifestTable): Promise<string[]> {
  const columns = await columnsOf(sample, table);
  const list = columns.map((column, index) => `t.${quote(column)}::text as c${index}`).join(', ');
  return asLines(await sample.sql(`select ${list} from ${quote(table.schema)}.${quote(table.name)} t`), columns);
}

/**
 * Every row that the archive holds of the table, read back by Postgres itself from the JSON and with the overrides put in
 * place, each value as Postgres' own text: what a restore would write.
 */
export async function rowsInArchive(
  sample: SampleProject,
  archive: OpenedArchive,
  table: ManifestTable,
): Promise<string[]> {
  const columns = await columnsOf(sample, table);
  const list = columns.map((column, index) => `(p.r).${quote(column)}::text as c${index}`).join(', ');
  const overrides = overridesOf(archive, table);
  const all: Record<string, string | null>[] = [];
  for (const part of table.parts) {
    const rows = await sample.sql(
      `select ${list} from (
         select e.place, json_populate_record(null::${quote(table.schema)}.${quote(table.name)}, e.value) as r
         from json_array_elements($1::json) with ordinality as e (value, place)) p order by p.place`,
      [archive.text(part.path)],
    );
    for (const override of overrides) {
      const row = rows[override.row];
      if (override.part === part.path && row !== undefined) row[`c${columns.indexOf(override.column)}`] = override.text;
    }
    all.push(...rows);
  }
  return asLines(all, columns);
}
