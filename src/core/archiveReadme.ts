import type { Manifest } from './manifest.ts';

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
  Create the tables first (from your migrations). Then, parents before children, for every part of a table:
    \\set content \`cat tables/public.users.json\`
    insert into public.users overriding system value
      select * from json_populate_recordset(null::public.users, :'content'::json);
  Leave out generated columns by naming the others on both sides. Then apply the overrides of that table, and set the
  sequences named in manifest.json:
    select setval('public.users_id_seq', 23, true);
`;
}
