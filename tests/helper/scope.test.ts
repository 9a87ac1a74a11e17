import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { type Catalog, readCatalog, readPages, rowsOf, sqlName } from './helperProject.ts';

/** Schemas in reach (public, shop), out of reach (private), refused (auth) and named as the platform's (etl, net). */
const SCHEMAS = `
  create schema private; create schema etl; create schema net; create schema nothing_in_it;
  grant usage on schema etl, net to authenticated;
  create table etl.mine (id integer primary key);
  create table etl.events (id integer, at date, primary key (id, at)) partition by range (at);
  create table etl.events_old partition of etl.events for values from (minvalue) to ('2026-01-01');
  create table private.secret (id integer primary key);
  create view private.a_view as select 1 as one;
  create table private.of_extension (id integer primary key);
  create table net.of_extension (id integer primary key);
  alter extension pgcrypto add table private.of_extension;
  alter extension pgcrypto add table net.of_extension;`;

/** Partitioned tables, each with root and partitions in different schemas; 40 rows each, ids 0 to 39. */
const PARTITIONS = `
  create table public.referenced (id integer primary key);
  insert into public.referenced select generate_series(0, 39);
  create table private.root (id integer primary key references public.referenced) partition by range (id);
  create table public.root_low partition of private.root for values from (0) to (10);
  create table public.root_deep partition of private.root for values from (10) to (30) partition by range (id);
  create table public.root_deep_low partition of public.root_deep for values from (10) to (20);
  create table private.root_deep_high partition of public.root_deep for values from (20) to (30);
  create table private.root_high partition of private.root default;
  insert into private.root select generate_series(0, 39);
  create table auth.root (id integer primary key) partition by range (id);
  create table shop.of_refused partition of auth.root default;
  insert into auth.root select generate_series(0, 39);
  create table public.whole (id integer primary key) partition by range (id);
  create table private.whole_low partition of public.whole for values from (0) to (10);
  create table shop.whole_high partition of public.whole default;
  insert into public.whole select generate_series(0, 39);`;

/** An inheritance parent with children and a grandchild in and out of scope. */
const HEIRS = `
  create table public.parent (id integer primary key);
  create table public.child () inherits (public.parent);
  create table private.child () inherits (public.parent);
  create table auth.grandchild () inherits (private.child);
  create table private.parent (id integer primary key);
  create table auth.not_silent_elsewhere () inherits (private.parent);`;

let project: Project;
let catalog: Catalog;
beforeAll(async () => {
  project = await startProject({ database: 'empty' });
  await project.sql(`${SCHEMAS} ${PARTITIONS} ${HEIRS}
    grant select on all tables in schema public, shop, etl to authenticated`);
  catalog = await readCatalog(project);
});
afterAll(() => project?.stop());

function namesIn({ tables }: Catalog): string[] {
  return tables.map(({ schema, name }) => `${schema}.${name}`);
}

function leftOutOf({ left_out }: Catalog): string[] {
  return left_out.map(({ schema, name, reason }) => `${schema}.${name}: ${reason}`);
}

describe('with every schema in reach', () => {
  test('partitions whose root is out of scope are tables of their own, by the topmost in scope', () => {
    expect(namesIn(catalog)).toEqual([
      'public.child',
      'public.parent',
      'public.referenced',
      'public.root_deep',
      'public.root_low',
      'public.whole',
      'shop.of_refused',
    ]);
    const kinds = Object.fromEntries(catalog.tables.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ root_deep: 'partitioned', root_low: 'table', of_refused: 'table' });
  });

  test('what is out of scope is left out by name and reason; tables of refused schemas only where rows of theirs show', () => {
    expect(leftOutOf(catalog)).toEqual([
      'auth.grandchild: schema',
      'etl.events: platform',
      'etl.mine: platform',
      'net.of_extension: platform',
      'private.child: schema',
      'private.parent: schema',
      'private.root: schema',
      'private.secret: schema',
      'supabase_migrations.schema_migrations: platform',
      'supabase_migrations.seed_files: platform',
    ]);
  });

  test('every row of a partition in scope is read once', async () => {
    const ids: Record<string, number[]> = {};
    for (const table of catalog.tables) {
      const rows = rowsOf(await readPages(project, sqlName(table), 7));
      ids[table.name] = rows.map((row) => (JSON.parse(row) as { id: number }).id);
    }
    const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
    expect(ids).toMatchObject({
      root_low: from(0, 9),
      root_deep: from(10, 29),
      of_refused: from(0, 39),
      whole: from(0, 39),
    });
  });

  test('a partition that stands alone keeps the foreign keys that its root gave it', () => {
    const keys = [{ columns: ['id'], references: 'public.referenced', referenced_columns: ['id'] }];
    const found = catalog.tables.filter(({ foreign_keys }) => foreign_keys.length > 0);
    expect(found.map(({ name, foreign_keys }) => [name, foreign_keys])).toEqual([
      ['root_deep', keys],
      ['root_low', keys],
    ]);
  });
});

describe('with named schemas', () => {
  test('partitions of a root that was not asked for are tables of their own, and other schemas are not mentioned', async () => {
    const shop = await readCatalog(project, ['shop']);
    expect(namesIn(shop)).toEqual(['shop.of_refused', 'shop.whole_high']);
    expect(leftOutOf(shop)).toEqual([]);
  });

  test('once the root is asked for, they are read through it', async () => {
    const both = await readCatalog(project, ['private', 'public']);
    expect(namesIn(both).filter((name) => name.includes('root') || name.includes('whole'))).toEqual([
      'private.root',
      'public.whole',
    ]);
  });

  test('children outside of them are left out, however deep', async () => {
    expect(leftOutOf(await readCatalog(project, ['public']))).toEqual([
      'auth.grandchild: schema',
      'private.child: schema',
    ]);
    expect(leftOutOf(await readCatalog(project, ['private', 'public']))).toEqual([
      'auth.grandchild: schema',
      'auth.not_silent_elsewhere: schema',
      'private.of_extension: extension',
    ]);
  });

  test('a schema with a name of the platform is read when it is asked for', async () => {
    const etl = await readCatalog(project, ['etl']);
    expect(namesIn(etl)).toEqual(['etl.events', 'etl.mine']);
    expect(leftOutOf(etl)).toEqual([]);
  });
});
