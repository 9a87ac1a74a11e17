import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Project, startProject } from './startProject.ts';
import { EXTENSION_TABLE, HALF_HIDDEN } from './zoo.ts';

let project: Project;
let token: string;

beforeAll(async () => {
  project = await startProject({ database: 'zoo', helper: false });
  token = project.signToken({
    role: 'authenticated',
    sub: project.admin.id,
    exp: Math.floor(Date.now() / 1_000) + 600,
  });
});
afterAll(() => project?.stop());

function read(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${project.url}/rest/v1/${path}`, {
    headers: { apikey: project.publishableKey, authorization: `Bearer ${token}`, prefer: 'count=exact', ...headers },
  });
}

test('bigints beyond 2^53, long numerics and json as written arrive exactly', async () => {
  const bigints = await (await read('identity_always?id=gte.9007199254740992&order=id')).text();
  expect(bigints.match(/"id":(\d+)/g)).toEqual([
    '"id":9007199254740992',
    '"id":9007199254740993',
    '"id":9223372036854775806',
  ]);
  expect(await (await read('numbers?id=eq.6&select=free')).text()).toBe(
    '[{"free":1.1000000000000000000000000000000000000001}]',
  );
  expect(await (await read('documents?id=eq.3&select=j')).text()).toBe('[{"j":{"a":1,"a":2,"a":{"a":3,"a":4}}}]');
});

test('the admin sees every row of every table, but for the partly hidden one and the one without grants', async () => {
  const tables = await project.sql(`
    select n.nspname as schema, c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'shop') and c.relkind in ('r', 'p') order by 1, 2`);
  const unlike: Record<string, unknown> = {};
  for (const { schema, name } of tables) {
    const [counted] = await project.sql(`select count(*) as rows from "${schema}"."${name?.replaceAll('"', '""')}"`);
    const answer = await read(`${encodeURIComponent(name ?? '')}?limit=1`, { 'accept-profile': schema ?? '' });
    const visible = answer.ok ? answer.headers.get('content-range')?.split('/')[1] : answer.status;
    if (visible !== counted?.rows) unlike[`${schema}.${name}`] = visible;
  }
  expect(unlike).toEqual({ 'public.half_hidden': String(HALF_HIDDEN.visible), 'public.no_grants': 403 });
  expect(await project.sql('select count(*) as rows from half_hidden')).toEqual([{ rows: String(HALF_HIDDEN.total) }]);
});

test('one table belongs to an extension', async () => {
  expect(
    await project.sql("select 1 as one from pg_depend where objid = $1::regclass and deptype = 'e'", [EXTENSION_TABLE]),
  ).toHaveLength(1);
});

test('what a type can hold at its edges is there', async () => {
  const [row] = await project.sql(`
    select (select count(*) from numbers where free = 'NaN' or free = 'Infinity' or free = '-Infinity') as numeric_extremes,
           (select count(*) from moments where tz in ('infinity', '-infinity')) as endless,
           (select count(*) from documents where jb = 'null') as json_nulls,
           (select count(*) from documents where jb is null) as sql_nulls,
           (select count(*) from arrays where array_lower(i, 1) <> 1) as odd_bounds,
           (select count(*) from texts where t like '%' || chr(1) || '%') as control_characters`);
  expect(row).toEqual({
    numeric_extremes: '3',
    endless: '2',
    json_nulls: '1',
    sql_nulls: '1',
    odd_bounds: '1',
    control_characters: '1',
  });
});
