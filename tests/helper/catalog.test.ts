import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import type { Project } from '../supabase/startProject.ts';
import {
  type Catalog,
  type CatalogTable,
  call,
  callAsAdmin,
  readCatalog,
  startHardProject,
  tokenOf,
} from './helperProject.ts';

let project: Project;
let catalog: Catalog;
beforeAll(async () => {
  project = await startHardProject();
  catalog = await readCatalog(project);
});
afterAll(() => project?.stop());

function table(name: string, schema = 'public'): CatalogTable {
  const found = catalog.tables.find((candidate) => candidate.name === name && candidate.schema === schema);
  if (!found) throw new Error(`${schema}.${name} is not in the catalog.`);
  return found;
}

test('it lists each base table of the schemas in reach once, in order, and nothing else', async () => {
  const rows = await project.sql(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'shop') and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> 'of_extension' order by n.nspname collate "C", c.relname collate "C"`,
  );
  expect(catalog.tables.map(({ schema, name }) => ({ schema, name }))).toEqual(rows);
  expect(catalog.schemas).toEqual(['public', 'shop']);
  expect(catalog.left_out).toEqual([
    { schema: 'private', name: 'unseen', reason: 'schema' },
    { schema: 'public', name: 'of_extension', reason: 'extension' },
    // the sample's sign-in server makes these
    { schema: 'supabase_migrations', name: 'schema_migrations', reason: 'platform' },
    { schema: 'supabase_migrations', name: 'seed_files', reason: 'platform' },
  ]);
  expect(catalog.helper_version).toBe(helperVersionShipped);
  expect(catalog.server_version).toMatch(/^\d+\.\d+$/);
  expect(catalog.database_bytes).toBeGreaterThan(1_000_000);
});

test('columns carry type, nullability, generated, identity and default; dropped ones are gone', () => {
  const columns = table('plain_values').columns;
  expect(columns.map((column) => column.name)).not.toContain('gone');
  expect(columns[0]).toEqual({
    name: 'id',
    type: 'bigint',
    nullable: false,
    generated: 'never',
    identity: 'always',
    default: null,
  });
  expect(columns.find((column) => column.name === 'n2')?.type).toBe('numeric(30,5)');
  expect(columns.find((column) => column.name === 'm')?.type).toBe('public.mood');
  expect(columns.find((column) => column.name === 'doubled')).toMatchObject({ generated: 'stored', identity: 'never' });
  expect(table('spot_keys').columns.find((column) => column.name === 'n')?.identity).toBe('always');
  expect(Object.keys(columns[0] ?? {})).toEqual(['name', 'type', 'nullable', 'generated', 'identity', 'default']);
});

test.each([
  ['text_keys', ['k'], ['k'], 'export'],
  ['composite_keys', ['a', 'b "x"', 'c', 'd'], ['a', 'b "x"', 'c', 'd'], 'export'],
  ['unique_keys', [], ['d'], 'export'],
  ['deferred_keys', ['id'], ['id'], 'export'],
  ['parted', ['region', 'id'], ['region', 'id'], 'export'],
  ['child', ['id'], ['id'], 'export'],
  ['keyless', [], [], 'blocks'],
  ['spot_keys', [], [], 'blocks'],
  ['parted_keyless', [], [], 'blocks'],
  ['no_columns', [], [], 'blocks'],
])('%s has primary key %j, key %j and is read by %s', (name, primaryKey, key, paging) => {
  expect(table(name)).toMatchObject({ primary_key: primaryKey, key, paging });
});

test.each([
  ['half_hidden', true, true, true],
  ['hidden_keyless', true, true, true],
  ['text_keys', true, false, true],
  ['no_grants', false, false, true],
  ['some_columns', false, false, true],
  ['all_columns', true, false, true],
  ['not_ours', true, true, true],
])('%s: readable %s, filtered %s, countable %s', (name, readable, filtered, countable) => {
  expect(table(name)).toMatchObject({ readable, rls_filters: filtered, countable });
});

test('what the catalog says of rights and filters is what happens to the caller', async () => {
  for (const { schema, name, readable } of catalog.tables) {
    const answer = await call(project, tokenOf(project, project.admin.id), 'holdfast_export', {
      table_name: `"${schema}"."${name.replaceAll('"', '""')}"`,
      page_rows: 1,
    });
    expect(answer.status === 200, `${name}: ${answer.body}`).toBe(readable);
  }
});

test('foreign keys name columns and the table they reference, once each', () => {
  expect(table('referring').foreign_keys).toEqual([
    { columns: ['parent_id'], references: 'public.parent', referenced_columns: ['id'] },
    { columns: ['region', 'parted_id'], references: 'public.parted', referenced_columns: ['region', 'id'] },
  ]);
});

test('partitioned tables stand once, with size and rows of their leaves', () => {
  expect(table('parted')).toMatchObject({ kind: 'partitioned', estimated_rows: 300 });
  expect(table('parted').bytes).toBeGreaterThanOrEqual(16_384);
  expect(table('parted_keyless')).toMatchObject({ kind: 'partitioned', estimated_rows: 3000 });
  expect(table('parted_empty')).toMatchObject({ kind: 'partitioned', bytes: 0, estimated_rows: null });
  expect(table('text_keys')).toMatchObject({ kind: 'table' });
});

test('a table that was never analyzed has no estimate', async () => {
  await project.sql('create table unknown_size (id integer primary key); insert into unknown_size values (1)');
  const found = (await readCatalog(project, ['public'])).tables.find(({ name }) => name === 'unknown_size');
  expect(found?.estimated_rows).toBeNull();
});

test('sequences come with their exact state, enums with their values in order', () => {
  expect(catalog.sequences).toContainEqual({ name: 'public.touched', last_value: '2', is_called: true });
  expect(catalog.sequences).toContainEqual({ name: 'public.untouched', last_value: '99', is_called: false });
  expect(catalog.sequences).toContainEqual({ name: 'public.plain_values_id_seq', last_value: '5', is_called: true });
  expect(catalog.enums).toEqual([
    { name: 'public.mood', values: ['sad', 'it\'s "ok"', 'happy'] },
    { name: 'shop.size', values: ['S', 'M'] },
  ]);
});

describe('named schemas', () => {
  test('only they are listed; one without USAGE is listed as not readable', async () => {
    const shop = await readCatalog(project, ['shop']);
    expect(shop.tables.map(({ name }) => name)).toEqual(['order', 'sizes']);
    const unseen = await readCatalog(project, ['private']);
    expect(unseen.tables).toMatchObject([{ name: 'unseen', readable: false }]);
  });

  test.each([
    ['auth', '42501'],
    ['storage', '42501'],
    ['vault', '42501'],
    ['holdfast', '42501'],
    ['extensions', '42501'],
    ['pg_catalog', '42501'],
    ['pg_toast', '42501'],
    ['information_schema', '42501'],
    ['nothing', '3F000'],
    ["public'; drop table public.mood_keys --", '3F000'],
    [null, '42501'],
  ])('%s is refused with %s', async (schema, code) => {
    const answer = await call(project, tokenOf(project, project.admin.id), 'holdfast_catalog', { schemas: [schema] });
    expect([answer.status >= 400, JSON.parse(answer.body).code]).toEqual([true, code]);
  });
});

interface Count {
  table: string | null;
  visible: number | null;
  total: number | null;
  error: string | null;
}

async function count(...tables: (string | null)[]): Promise<Count[]> {
  return JSON.parse(await callAsAdmin(project, 'holdfast_counts', { tables })) as Count[];
}

describe('holdfast_counts', () => {
  test('tells the rows that are seen and those that are there', async () => {
    expect(
      await count(
        'public.text_keys',
        'public.half_hidden',
        '"public"."hidden_keyless"',
        'public.parent',
        'public.parted',
        'shop."order"',
      ),
    ).toEqual([
      { table: 'public.text_keys', visible: 30, total: 30, error: null },
      { table: 'public.half_hidden', visible: 750, total: 1000, error: null },
      { table: '"public"."hidden_keyless"', visible: 500, total: 1000, error: null },
      { table: 'public.parent', visible: 2, total: 2, error: null },
      { table: 'public.parted', visible: 300, total: 300, error: null },
      { table: 'shop."order"', visible: 2, total: 2, error: null },
    ]);
  });

  test('a table that cannot be read has its reason, and the others are counted all the same', async () => {
    expect(
      await count('public.no_grants', 'auth.users', 'public.nothing', 'public.a_view', null, 'public.mood_keys'),
    ).toEqual([
      { table: 'public.no_grants', visible: null, total: 2, error: '42501' },
      { table: 'auth.users', visible: null, total: null, error: '42501' },
      { table: 'public.nothing', visible: null, total: null, error: '42P01' },
      { table: 'public.a_view', visible: null, total: null, error: '42809' },
      { table: null, visible: null, total: null, error: '42P01' },
      { table: 'public.mood_keys', visible: 3, total: 3, error: null },
    ]);
  });

  test('where the helper itself is filtered the total is unknown, not wrong', async () => {
    // On a hosted project the helper belongs to postgres, whom row level security does not filter; elsewhere it may not.
    const owner = `limited_${project.url.split(':').at(-1)}`;
    await project.sql(
      `create role ${owner}; grant usage on schema public to ${owner}; grant select on half_hidden to ${owner}`,
    );
    const giveTo = (role: string) =>
      project.sql(`do $$ declare f regprocedure; begin
        for f in select oid from pg_proc where proname in ('holdfast_catalog', 'holdfast_true_count') loop
          execute format('alter function %s owner to ${role}', f);
        end loop; end $$`);
    await project.sql(`grant usage on schema holdfast to ${owner}; grant select on holdfast.admins to ${owner};
      create policy readable on holdfast.admins for select to ${owner} using (true);
      grant execute on all functions in schema holdfast to ${owner}`);
    await giveTo(owner);
    try {
      const { tables, sequences } = await readCatalog(project, ['public']);
      expect(sequences).toContainEqual({ name: 'public.touched', last_value: null, is_called: false });
      expect(tables.find(({ name }) => name === 'half_hidden')).toMatchObject({ rls_filters: true, countable: false });
      expect(tables.find(({ name }) => name === 'text_keys')).toMatchObject({ rls_filters: false, countable: false });
      expect(await count('public.half_hidden', 'public.text_keys')).toEqual([
        { table: 'public.half_hidden', visible: 750, total: null, error: null },
        { table: 'public.text_keys', visible: 30, total: 30, error: null },
      ]);
    } finally {
      await giveTo('postgres');
      await project.sql(`drop owned by ${owner}; drop role ${owner}`);
    }
  });

  test('total minus visible is what is hidden, also while people write', async () => {
    let counting = true;
    const write = async () => {
      for (let id = 10_000; counting; id += 1) await project.sql(`insert into half_hidden values (${id}, false, 't')`);
    };
    const writer = write();
    try {
      for (let round = 0; round < 40; round += 1) {
        const [counted] = await count('public.half_hidden');
        expect((counted?.total ?? 0) - (counted?.visible ?? 0)).toBe(250);
      }
    } finally {
      counting = false;
    }
    await writer;
  });
});
