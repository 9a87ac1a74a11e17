import type { Manifest } from './manifest.ts';

/** Names that stand in a shell as they are. */
const plainName = /^[a-z0-9_]+\.[a-z0-9_]+$/;

/**
 * README.txt of an archive: what it is, how to check it and how to restore it, for somebody who has nothing but this file.
 * @param tables names of its tables, `schema.table`; two of them stand in an example.
 */
export function archiveReadme(
  manifest: Pick<Manifest, 'platform' | 'project_url' | 'created_at' | 'status'>,
  tables: readonly string[],
): string {
  const named = tables.filter((name) => plainName.test(name)).slice(0, 2);
  const example = named.length === 0 ? 'public.users,public.orders' : named.join(',');
  return `Backup of ${manifest.platform} (${manifest.project_url})
made on ${manifest.created_at} (UTC). Status: ${manifest.status}.

WHAT THIS IS
  manifest.json   what was read, how, by whom, and the SHA-256 digest of every file
  restore.sql     restores it with psql; the same in every backup
  tables/         one JSON array of rows per table; large tables are cut into numbered parts, in key order
  overrides/      values that JSON cannot carry exactly (JSON null in a jsonb column, for example), in Postgres' own text
Table rows only: the schema, auth users and storage files are not in here.
"completed" means that every table and every row was seen and read. "unproven" means that all that was visible was read.
"partial" means that something is missing; manifest.json says what, table by table.

CHECK IT
On Linux or macOS, in the folder where you unpacked it (needs jq):

jq -r '.tables[].parts[], .files[] | .sha256 + "  " + .path' manifest.json | sha256sum --check

On macOS use "shasum -a 256 --check" instead of "sha256sum --check".

RESTORE IT WITH PSQL
Needs psql, 15 or newer, on Linux, macOS, or Windows with Git Bash or WSL. Connect as the owner of the tables: on a hosted project
that is postgres, by the direct connection or the session pooler. No superuser is needed.

1. After a total loss, create the tables first, from your migrations. Tables that are there stay as they are. Then, in step 4, take the
   command with mode=replace, the last one below: triggers of yours may have made rows for the new accounts, with the same keys but other
   values. Only replacing puts the old rows in their place, and takes out rows that were never in the backup.
2. Where tables reference auth.users, the users have to be there again, with the same ids. They are not in here.
3. Set DATABASE_URL to the address of the database.
4. In the folder where you unpacked this, run:

psql "$DATABASE_URL" -f restore.sql

It inserts every row that is missing, in one transaction: all of them, or none. Rows that are there stay as they are, also where they
differ from the backup: at the end it says how many do. Overrides, identity columns, foreign keys in any order, cycles and sequences
are taken care of; triggers do not run. The end says what was done, and whether anything is left to do.
To bring only some tables back, and also their rows that differ:

psql "$DATABASE_URL" -v mode=merge -v tables=${example} -f restore.sql

To make the tables exactly as in this backup, which DELETES all other rows of them:

psql "$DATABASE_URL" -v mode=replace -f restore.sql

Replacing is refused for tables of which the backup is not known to hold every row, and where rows of other tables would go too.
Then take mode=merge, for all tables without the "-v tables=" part: rows that differ become as in this backup, and no row is deleted.
`;
}
