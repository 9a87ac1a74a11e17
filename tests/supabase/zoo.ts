import { readFileSync } from 'node:fs';
import type pg from 'pg';

/** What row level security shows of `public.half_hidden`, even to an admin. */
export const HALF_HIDDEN = { visible: 120, total: 5_000 };

/** The table that belongs to an extension, and is therefore no table of the project. */
export const EXTENSION_TABLE = 'public.spatial_ref_sys';

/** Fills a database with the type zoo, in the schemas public and shop. */
export async function seedZoo(superuser: pg.Client): Promise<void> {
  for (const extension of ['citext', 'hstore', 'ltree', 'cube']) {
    await superuser.query(`create extension ${extension} with schema extensions`);
  }
  // No extension that comes with Postgres has a table of its own; this one gets one, as postgis has.
  await superuser.query(`
    create table public.spatial_ref_sys (srid integer primary key, auth_name text, proj4text text);
    insert into public.spatial_ref_sys values (4326, 'EPSG', '+proj=longlat +datum=WGS84 +no_defs');
    alter extension cube add table public.spatial_ref_sys;`);
  await superuser.query('set role postgres');
  for (const file of ['zoo.sql', 'zooNames.sql', 'zooAccess.sql']) {
    await superuser.query(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8'));
  }
  await superuser.query('reset role');
}
