import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { columnForm } from '../../src/core/columnForm.ts';
import type { ManifestTable } from '../../src/core/manifest.ts';
import { clusterRoot } from '../supabase/serverUser.ts';
import type { Project as SampleProject } from '../supabase/startProject.ts';

/** Runs a file of INSERTs as a person would who wants the rows as they are: without triggers and foreign keys. */
export async function loadSql(sample: SampleProject, sql: string): Promise<void> {
  await sample.sql(sql.replace('\n-- set local session_replication_role', '\nset local session_replication_role'));
}

const isArray = (type: string) => type.endsWith('[]');

/** A value as the type of its column: of JSON where a composite or an array of them stands as JSON, else of its text. */
function readAs(type: string, text: string): string {
  const plain = `${text}::${type}::text`;
  const form = columnForm(type, []);
  if (form !== 'other' && !(typeof form === 'object' && form.element === 'other')) return plain;
  const json = isArray(type) ? `${text} ~ '^\\[' and ${text} !~ '^\\[-?[0-9]+:'` : `${text} ~ '^\\{'`;
  const read = `(select v::text from json_to_record(json_build_object('v', ${text}::json)) as r (v ${type}))`;
  return `case when ${json} then ${read} else ${plain} end`;
}

/**
 * Has Postgres copy a file of CSV into a table of texts, and read every value as the type of its column. Rows are those of
 * `rowsInDatabase`.
 * @param guarded whether leading apostrophes are marks, to be taken away.
 */
export async function loadCsv(
  sample: SampleProject,
  table: ManifestTable,
  csv: string,
  guarded: boolean,
): Promise<string[]> {
  const texts = table.columns.map((_column, index) => `c${index}`);
  const folder = mkdtempSync(path.join(clusterRoot(), 'holdfast-csv-'));
  try {
    const file = path.join(folder, 'table.csv');
    chmodSync(folder, 0o755); // as root, the server runs under another user
    writeFileSync(file, csv);
    const unmark = texts.map((text) => `${text} = regexp_replace(${text}, '^''', '')`).join(', ');
    const values = table.columns.map(({ type }, index) => `${readAs(type, `l.c${index}`)} as c${index}`);
    const rows = await sample.sql(`
      create unlogged table holdfast_loaded (${texts.map((text) => `${text} text`).join(', ')});
      copy holdfast_loaded from '${file}' with (format csv, header);
      ${guarded ? `update holdfast_loaded set ${unmark};` : ''}
      select ${values.join(', ')} from holdfast_loaded l;`);
    return rows.map((row) => JSON.stringify(texts.map((text) => row[text]))).sort();
  } finally {
    await sample.sql('drop table if exists holdfast_loaded');
    rmSync(folder, { recursive: true });
  }
}
