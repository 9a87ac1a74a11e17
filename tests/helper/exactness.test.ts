import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../supabase/startProject.ts';
import {
  adminHeaders,
  type CatalogTable,
  callAsAdmin,
  readCatalog,
  readPage,
  readPages,
  rowsOf,
  rowsOverRest,
  sqlName,
  startHardProject,
} from './helperProject.ts';
import { elementsOf, membersOf } from './jsonText.ts';
import { rebuiltDiffers } from './rebuild.ts';

let project: Project;
let tables: CatalogTable[];
beforeAll(async () => {
  project = await startHardProject();
  tables = (await readCatalog(project)).tables.filter((table) => table.readable);
});
afterAll(() => project?.stop());

/** Values in it cannot pass their own domain, so nothing can load them back. */
const CANNOT_BE_REBUILT = ['broken_domain'];

/** What row level security leaves to the admin. */
const HIDING: Record<string, string> = { half_hidden: 'not secret', hidden_keyless: 'not secret' };

describe.each([1, 7, 1000])('in pages of %i rows', (pageRows) => {
  test('rows and overrides together give back every value of every table, compared by image', async () => {
    const differing: Record<string, string> = {};
    for (const table of tables) {
      if (CANNOT_BE_REBUILT.includes(table.name) || (pageRows === 1 && table.paging === 'blocks')) continue;
      const difference = await rebuiltDiffers(
        project,
        table,
        await readPages(project, sqlName(table), pageRows),
        HIDING[table.name],
      );
      if (difference) differing[sqlName(table)] = difference;
    }
    expect(differing).toEqual({});
    expect(tables.length).toBeGreaterThan(40);
  });
});

test('each row is byte for byte what PostgREST gives for select=*', async () => {
  for (const table of tables) {
    if (table.name === 'parent') continue; // PostgREST reads its children too
    const rows = rowsOf(await readPages(project, sqlName(table), 1000));
    expect([...rows].sort(), sqlName(table)).toEqual((await rowsOverRest(project, table)).sort());
  }
});

test('a page has rows, overrides, count and next in this order', async () => {
  const body = await callAsAdmin(project, 'holdfast_export', {
    table_name: 'public.json_values',
    after: ['4'],
    page_rows: 2,
  });
  const [page] = elementsOf(body);
  const members = membersOf(page ?? '');
  expect([...members.keys()]).toEqual(['rows', 'overrides', 'count', 'next']);
  expect(elementsOf(members.get('rows') ?? '')).toEqual([
    '{"id":5,"j":"null","jb":"null","p":0,"js":[],"jbs":[1,2]}',
    '{"id":6,"j":null\n,"jb":{},"p":true,"js":null,"jbs":[[1, null]]}',
  ]);
  expect(JSON.parse(members.get('overrides') ?? '')).toEqual([
    { row: 0, column: 'jbs', text: '[0:1]={1,2}' },
    { row: 1, column: 'j', text: 'null\n' },
    { row: 1, column: 'jbs', text: '{"[1, null]"}' },
  ]);
  expect([members.get('count'), members.get('next')]).toEqual(['2', '["6"]']);
  expect(await callAsAdmin(project, 'holdfast_export', { table_name: 'public.empty_table' })).toBe(
    '[{"rows":[],"overrides":[],"count":0,"next":null}]',
  );
});

test.each(['*/*', 'application/json'])('a NUL escape inside json comes through with Accept: %s', async (accept) => {
  const response = await fetch(`${project.url}/rest/v1/rpc/holdfast_export`, {
    method: 'POST',
    headers: { ...adminHeaders(project), 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify({ table_name: 'public.json_values', after: ['7'] }),
  });
  expect([response.status, (await response.text()).includes('a\\u0000b')]).toEqual([200, true]);
});

test('a NUL escape inside json is handed on as it is, and given as an override, since Postgres cannot read it back', async () => {
  const page = await readPage(project, 'public.json_values', { after: ['7'] });
  expect(page.text).toContain('"j":{"nul": "a\\u0000b"}');
  expect(page.overrides).toContainEqual({ row: 0, column: 'j', text: '{"nul": "a\\u0000b"}' });
});

test('holdfast_inexact gives the overrides of the same page', async () => {
  for (const table of tables.filter((candidate) => candidate.paging === 'export')) {
    const page = await readPage(project, sqlName(table), { page_rows: 3 });
    const alone = await callAsAdmin(project, 'holdfast_inexact', { table_name: sqlName(table), page_rows: 3 });
    expect(JSON.parse(alone), sqlName(table)).toEqual(page.overrides);
  }
});

test('exact values get no override', async () => {
  for (const name of ['plain_values', 'composite_keys', 'text_keys']) {
    expect((await readPage(project, `public.${name}`)).overrides, name).toEqual([]);
  }
  const exact = (await readPage(project, 'public.json_values', { after: ['3'], until: ['4'] })).overrides;
  expect(exact).toEqual([]);
  await project.sql(`create table ranges_only as select 1 as id, int4range(1, 2) as r, point(0.1, 2) as p, array[null, 1] as a;
    alter table ranges_only add primary key (id); grant select on ranges_only to authenticated`);
  expect((await readPage(project, 'public.ranges_only')).overrides).toEqual([]);
});

test('where comparing a column fails, all its values are given as text, and those of other columns are still compared', async () => {
  const { overrides } = await readPage(project, 'public.unreadable');
  expect(overrides).toEqual([
    { row: 0, column: 'a', text: '("""a""=>""1""")' },
    { row: 2, column: 'a', text: '("")' },
  ]);
});

test('a value that breaks its own domain is read, and does not stop the page', async () => {
  const page = await readPage(project, 'public.broken_domain');
  expect(JSON.parse(page.text)).toMatchObject({
    rows: [
      { id: 1, g: -1 },
      { id: 2, g: 5 },
    ],
  });
  expect(page.overrides).toContainEqual({ row: 1, column: 'a', text: '[0:0]={5}' });
});

test('a type of a schema that the caller may not use is read all the same', async () => {
  const page = await readPage(project, 'public.hidden_type', { after: ['x'] });
  expect(JSON.parse(page.text)).toMatchObject({ rows: [{ k: 'y', ks: ['y'], r: 'empty' }] });
  expect(page.overrides).toEqual([{ row: 0, column: 'ks', text: '[0:0]={y}' }]);
});

test('settings of the session do not make values inexact', async () => {
  const { text } = await readPage(project, 'public.plain_values');
  const claims = JSON.stringify({ role: 'authenticated', sub: project.admin.id });
  const rows = await project.sql(
    `begin; set local request.jwt.claims = '${claims}'; set local role authenticated; set local extra_float_digits = -10;
     set local datestyle = 'SQL, DMY'; set local intervalstyle = sql_standard; set local bytea_output = escape;
     select row_to_json(p)::text as page, set_config('role', 'none', true) from holdfast_export('public.plain_values') p`,
  );
  await project.sql('commit');
  expect(rows[0]?.page).toBe(text);
});

test('property: whatever a text array, a json and a jsonb hold comes back', async () => {
  await project.sql(`create table anything (id integer primary key, a text[], j json, b jsonb, s text);
    grant select on anything to authenticated`);
  const table = (await readCatalog(project)).tables.find((candidate) => candidate.name === 'anything');
  if (!table) throw new Error('The table is not in the catalog.');
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\u0000', ''));
  const json = fc
    .tuple(fc.constantFrom('', ' ', '\n\t'), fc.json({ stringUnit: 'grapheme' }), fc.constantFrom('', ' ', '\r\n'))
    .filter(([, value]) => !value.includes('\\u0000'))
    .map((parts) => parts.join(''));
  const row = fc.record({
    a: fc.option(fc.array(fc.option(text))),
    j: fc.option(json),
    b: fc.option(json),
    s: fc.option(text),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 20 }),
      async (rows, pageRows) => {
        await project.sql('truncate anything');
        for (const [id, { a, j, b, s }] of rows.entries()) {
          await project.sql('insert into anything values ($1, $2, $3, $4, $5)', [id, a, j, b, s]);
        }
        expect(await rebuiltDiffers(project, table, await readPages(project, 'public.anything', pageRows))).toBeNull();
      },
    ),
    { numRuns: 25 },
  );
});
