import type { Manifest } from './manifest.ts';

/**
 * Loads one part into a table: `:table`, `:part` and `:overrides` are set before. Generated columns are left to Postgres,
 * identity columns keep their values, and values named in the overrides replace those that JSON could not carry. The
 * escape \u0000, which no Postgres function reads, stands only in values that have an override.
 */
const loadSql = `\\set rows \`cat :'part'\`
\\set kept \`cat :'overrides'.json :'overrides'/*.json 2>/dev/null | jq -cs 'add // []'\`
drop table if exists pg_temp.incoming, pg_temp.kept;
create temporary table incoming as
  select place - 1 as place, value from json_array_elements(:'rows') with ordinality as e (value, place);
create temporary table kept as
  select * from json_to_recordset(:'kept') as k (part text, "row" bigint, "column" text, text text) where part = :'part';
update incoming i set value = coalesce((
    select json_object_agg(f.key, f.value) from json_each(
      regexp_replace(i.value::text, '(?<!\\\\)((\\\\\\\\)*)\\\\u0000', '\\1 ', 'g')::json) f
    where f.key not in (select "column" from kept where "row" = i.place)), '{}')
  where place in (select "row" from kept);
select format('insert into %1$s (%2$s) overriding system value
    select %3$s from incoming i, json_populate_record(null::%1$s, i.value) r order by i.place', :'table',
    string_agg(quote_ident(attname), ', ' order by attnum),
    string_agg(case when attname in (select "column" from kept) then format(
      'coalesce((select text::%s from kept where "row" = i.place and "column" = %L), r.%I)',
      format_type(atttypid, atttypmod), attname, attname) else format('r.%I', attname) end, ', ' order by attnum))
  from pg_attribute
  where attrelid = :'table'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \\gexec`;

/** Walks through the manifest: every part of every table, then the sequences, in one transaction. */
const loadCommands = `{ echo 'begin; set client_min_messages = warning; set session_replication_role = replica;'
  jq -r 'def ident: "\\"" + gsub("\\""; "\\"\\"") + "\\"";
         def text: "\\u0027" + gsub("\\u0027"; "\\u0027\\u0027") + "\\u0027";
         def word: if test("[\\n\\r]") then error("a name holds a line break") else . end | gsub("\\\\\\\\"; "\\\\\\\\") | text;
    (.tables[] | ((.schema | ident) + "." + (.name | ident)) as $table | .parts[].path
      | "\\\\set table \\($table | word)", "\\\\set part \\(word)",
        "\\\\set overrides \\("overrides/" + (split("/")[1] | rtrimstr(".json")) | word)", "\\\\i load.sql"),
    (.sequences[] | select(.last_value) | "select setval(\\(.name | text), \\(.last_value), \\(.is_called));"),
    "commit;"' manifest.json
} | psql "$DATABASE_URL" -X -q -v ON_ERROR_STOP=1 -o /dev/null`;

/** README.txt of an archive: what it is, how to check it and how to load it, for somebody who has nothing but this file. */
export function archiveReadme(manifest: Pick<Manifest, 'platform' | 'project_url' | 'created_at' | 'status'>): string {
  return `Backup of ${manifest.platform} (${manifest.project_url})
made on ${manifest.created_at} (UTC). Status: ${manifest.status}.

WHAT THIS IS
  manifest.json   what was read, how, by whom, and the SHA-256 digest of every file
  tables/         one JSON array of rows per table; large tables are cut into numbered parts, in key order
  overrides/      values that JSON cannot carry exactly (JSON null in a jsonb column, for example), in Postgres' own text
Table rows only: the schema, auth users and storage files are not in here.
"completed" means that every table and every row was seen and read. "unproven" means that all that was visible was read.
"partial" means that something is missing; manifest.json says what, table by table.

CHECK IT
On Linux or macOS, in the folder where you unpacked it (needs jq):

jq -r '.tables[].parts[], .files[] | .sha256 + "  " + .path' manifest.json | sha256sum --check

On macOS use "shasum -a 256 --check" instead of "sha256sum --check".

LOAD IT WITH PSQL
1. Create the tables from your migrations, and leave them empty.
2. In the folder where you unpacked this, save these lines as load.sql:

${loadSql}

3. Set DATABASE_URL, then run these lines in bash, in the same folder (needs jq and psql):

${loadCommands}

It loads all tables in one transaction: all of them, or none. Meanwhile no trigger fires and no foreign key is checked
(session_replication_role), so the order of the tables does not matter; a superuser may do so, and on a hosted project
the user postgres. To load a single table, set the three variables of load.sql by hand:

psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -v table=public.users -v part=tables/public.users.json \\
  -v overrides=overrides/public.users -f load.sql
`;
}
