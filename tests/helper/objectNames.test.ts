import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { readCatalog, readPage, readPages } from './helperProject.ts';
import { rebuiltDiffers } from './rebuild.ts';

/** One value of each type that names objects, as Postgres writes it under an empty search_path. */
const NAMES: Record<string, string> = {
  regclass: 'shop.x',
  regproc: 'shop.f',
  regprocedure: 'shop.g(shop.x)',
  regoper: 'shop.<%%%>',
  regoperator: 'shop.<%%%>(integer,integer)',
  regtype: 'shop.x',
  regrole: 'authenticated',
  regnamespace: 'shop',
  regconfig: 'shop.words',
  regdictionary: 'shop.dictionary',
  regcollation: 'shop.sorting',
};

let project: Project;
beforeAll(async () => {
  project = await startProject({ database: 'empty' });
  await project.sql(`
    create table shop.x (id integer primary key); create table public.x (id integer primary key);
    create function shop.f() returns integer language sql as 'select 1';
    create function shop.g(shop.x) returns integer language sql as 'select 1';
    create function shop.less(integer, integer) returns boolean language sql as 'select $1 < $2';
    create operator shop.<%%%> (function = shop.less, leftarg = integer, rightarg = integer);
    create text search configuration shop.words (copy = pg_catalog.simple);
    create text search dictionary shop.dictionary (template = pg_catalog.simple);
    create collation shop.sorting from "C";
    create domain shop.named as regclass; create type shop.pair as (label text, named shop.named);`);
});
afterAll(() => project?.stop());

async function differsWhenRebuilt(schema: string, name: string): Promise<string | null> {
  const table = (await readCatalog(project)).tables.find((found) => found.schema === schema && found.name === name);
  if (!table) throw new Error(`${schema}.${name} is not in the catalog.`);
  return rebuiltDiffers(project, table, await readPages(project, `${schema}.${name}`, 1));
}

test('names of objects are given with their schema, whatever the path of the request', async () => {
  const types = Object.keys(NAMES);
  await project.sql(`create table shop.named_all (id integer primary key, ${types.map((type) => `${type}_ ${type}`)});
    insert into shop.named_all values (1, ${types.map((type) => `'${NAMES[type]}'`)}), (2, ${types.map(() => 'null')});
    grant select on shop.named_all to authenticated`);
  const { overrides } = await readPage(project, 'shop.named_all');
  expect(overrides).toEqual(types.map((type) => ({ row: 0, column: `${type}_`, text: NAMES[type] })));
  expect(await differsWhenRebuilt('shop', 'named_all')).toBeNull();
});

test('so are those inside arrays, domains and composite types', async () => {
  await project.sql(`create table shop.nested (id integer primary key, a regclass[], d shop.named, p shop.pair, ps shop.pair[]);
    insert into shop.nested values (1, '{shop.x,public.x,NULL}', 'shop.x', '(a,shop.x)', array['(b,shop.x)'::shop.pair]);
    grant select on shop.nested to authenticated`);
  expect((await readPage(project, 'shop.nested')).overrides).toEqual([
    { row: 0, column: 'a', text: '{shop.x,public.x,NULL}' },
    { row: 0, column: 'd', text: 'shop.x' },
    { row: 0, column: 'p', text: '(a,shop.x)' },
    { row: 0, column: 'ps', text: '{"(b,shop.x)"}' },
  ]);
  expect(await differsWhenRebuilt('shop', 'nested')).toBeNull();
});

test('policies that rely on the path of the request keep it for every row, with and without a key', async () => {
  await project.sql(`create table shop.allowed (id integer primary key); insert into shop.allowed select generate_series(11, 5000);
    grant select on shop.allowed to authenticated;
    create function shop.may_see(wanted integer) returns boolean language plpgsql stable
      as $$ begin return exists (select 1 from allowed where id = wanted); end $$;`);
  for (const [name, key] of [
    ['guarded', 'primary key'],
    ['guarded_keyless', ''],
  ]) {
    await project.sql(`create table shop.${name} (id integer ${key}, c regclass, r int4range);
      insert into shop.${name} select i, 'shop.x', int4range(i, i + 1) from generate_series(1, 5000) i;
      alter table shop.${name} enable row level security;
      create policy allowed on shop.${name} for select to authenticated using (shop.may_see(id));
      grant select on shop.${name} to authenticated; analyze shop.${name}`);
    // so few rows of so many that the key's index is followed: the policy is asked between one value and the next
    const { count, overrides } = await readPage(project, `shop.${name}`, { page_rows: 20 });
    expect(count).toBeGreaterThanOrEqual(20);
    expect(overrides).toEqual(Array.from({ length: count }, (_, row) => ({ row, column: 'c', text: 'shop.x' })));
  }
});
