import type { Project } from '../supabase/startProject.ts';
import { type CatalogTable, type Page, quoted, rowsOf, sqlName } from './helperProject.ts';
import { membersOf } from './jsonText.ts';

/**
 * Rebuilds a table's rows from its pages as a restore would (overrides applied, the rest read back from JSON) and
 * compares them with the rows that are there, image by image; `visible` is the SQL condition of those that the admin may see.
 * Null when they are the same rows; else how many there are of each and the first that differs.
 */
export async function rebuiltDiffers(
  project: Project,
  table: CatalogTable,
  pages: readonly Page[],
  visible = 'true',
): Promise<string | null> {
  const name = sqlName(table);
  const only = table.kind === 'partitioned' ? name : `only ${name}`;
  const original = table.columns.map((column) => `o.${quoted(column.name)}`).join(', ');
  const rebuilt = table.columns
    .map((column) => {
      const literal = `'${column.name.replaceAll("'", "''")}'`;
      const overridden = `jsonb_exists(x.overrides, ${literal})`;
      return `case when ${overridden} then (x.overrides ->> ${literal})::${column.type} else r.${quoted(column.name)} end`;
    })
    .join(', ');
  const rows = pages.flatMap((page) =>
    rowsOf([page]).map((text, index) => {
      const overrides = page.overrides.filter((override) => override.row === index);
      const members = membersOf(text);
      for (const { column } of overrides) members.delete(column);
      return {
        json: `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`,
        overrides: JSON.stringify(Object.fromEntries(overrides.map(({ column, text: value }) => [column, value]))),
      };
    }),
  );
  const [row] = await project.sql(
    `with rows as (
       select json::json as value, overrides::jsonb as overrides from unnest($1::text[], $2::text[]) as p (json, overrides)),
     rebuilt as (
       select row(${rebuilt}) as image
       from rows x cross join lateral json_populate_record(null::${name}, x.value) r),
     original as (select row(${original}) as image from ${only} o where ${visible}),
     ranked as (select image, row_number() over (order by image using operator(pg_catalog.*<)) as rank from rebuilt),
     wanted as (select image, row_number() over (order by image using operator(pg_catalog.*<)) as rank from original)
     select (select count(*) from rebuilt) as rebuilt, (select count(*) from original) as original,
       (select w.image::text || ' became ' || r.image::text from wanted w join ranked r using (rank)
        where w.image *<> r.image order by rank limit 1) as differs`,
    [rows.map(({ json }) => json), rows.map(({ overrides }) => overrides)],
  );
  if (row?.rebuilt === row?.original && row?.differs === null) return null;
  return `${row?.rebuilt} rows instead of ${row?.original}; ${row?.differs}`;
}
