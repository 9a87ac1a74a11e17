import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import type { Project } from '../supabase/startProject.ts';
import { call, callAsAdmin, readCatalog, startHardProject, tokenOf } from './helperProject.ts';

const helper = readFileSync(new URL('../../public/holdfast.sql', import.meta.url), 'utf8');
/** As it was shipped. */
const version1 = readFileSync(new URL('./holdfast.version1.sql', import.meta.url), 'utf8');

let project: Project;
beforeAll(async () => {
  project = await startHardProject();
});
afterAll(() => project?.stop());

/** Runs SQL as the SQL editor of a hosted project does: as postgres, who is no superuser. */
async function inSqlEditor(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: project.ownerUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Everything the helper made, with rights and settings. */
function inventory() {
  return project.sql(
    `select p.oid::regprocedure::text as what, p.proacl::text as rights, p.prosecdef::text as definer, p.proowner::regrole::text as owner,
       array_to_string(p.proconfig, ';') as settings, md5(p.prosrc) as body
     from pg_proc p where p.pronamespace = 'holdfast'::regnamespace or (p.pronamespace = 'public'::regnamespace and p.proname like 'holdfast%')
     union all
     select c.oid::regclass::text, c.relacl::text, c.relrowsecurity::text, c.relowner::regrole::text, null, null
     from pg_class c where c.relnamespace = 'holdfast'::regnamespace
     union all
     select 'schema', n.nspacl::text, null, n.nspowner::regrole::text, null, null from pg_namespace n where n.nspname = 'holdfast'
     order by 1`,
  );
}

test('the one who installs it is not a superuser, and everything belongs to them', async () => {
  expect(await project.sql(`select rolsuper::text as superuser from pg_roles where rolname = 'postgres'`)).toEqual([
    { superuser: 'false' },
  ]);
  expect(new Set((await inventory()).map((row) => row.owner))).toEqual(new Set(['postgres']));
});

test('running it again changes nothing and keeps the admins', async () => {
  const before = await inventory();
  const admins = await project.sql('select * from holdfast.admins order by user_id');
  await inSqlEditor(helper);
  await inSqlEditor(helper);
  expect(await inventory()).toEqual(before);
  expect(await project.sql('select * from holdfast.admins order by user_id')).toEqual(admins);
  expect(await project.sql('select version from holdfast.schema_version')).toEqual([
    { version: String(helperVersionShipped) },
  ]);
});

test('running it again takes back rights that were given meanwhile', async () => {
  const before = await inventory();
  await project.sql(`grant execute on all functions in schema public to anon, service_role; grant usage on schema holdfast to anon;
    grant select on holdfast.admins to authenticated`);
  expect(await inventory()).not.toEqual(before);
  await inSqlEditor(helper);
  expect(await inventory()).toEqual(before);
});

test('a policy may use holdfast_is_admin(), and the helper can be run again under it', async () => {
  await inSqlEditor(`create table by_helper (id integer primary key); alter table by_helper enable row level security;
    insert into by_helper values (1); create policy admins on by_helper using ((select public.holdfast_is_admin()));`);
  await inSqlEditor(helper);
  expect(JSON.parse(await callAsAdmin(project, 'holdfast_counts', { tables: ['public.by_helper'] }))).toMatchObject([
    { visible: 1, total: 1 },
  ]);
  await inSqlEditor('drop table by_helper');
});

test('a function of an older version with other arguments or another result goes, one of somebody else stays', async () => {
  await inSqlEditor(`create function public.holdfast_export(a integer) returns integer language sql as 'select 1';
    drop function public.holdfast_counts(text[]);
    create function public.holdfast_counts(tables text[]) returns text language sql as 'select null';
    create function public.holdfast_of_mine() returns integer language sql as 'select 1';`);
  await inSqlEditor(helper);
  const rows = await project.sql(
    `select oid::regprocedure::text as f from pg_proc where proname in ('holdfast_export', 'holdfast_of_mine') order by 1`,
  );
  expect(rows.map((row) => row.f)).toEqual(['holdfast_export(text,text[],integer,text[])', 'holdfast_of_mine()']);
  await inSqlEditor('drop function public.holdfast_of_mine()');
});

test('it refuses to replace a newer version, and a run that fails changes nothing', async () => {
  await inSqlEditor(
    `update holdfast.schema_version set version = ${helperVersionShipped + 1}; drop function public.holdfast_split(text, integer)`,
  );
  const before = await inventory();
  await expect(inSqlEditor(helper)).rejects.toThrow('A newer Holdfast helper is installed already.');
  expect(await inventory()).toEqual(before);
  await inSqlEditor(`update holdfast.schema_version set version = ${helperVersionShipped}`);
  await inSqlEditor(helper);
  expect(await inventory()).not.toEqual(before);
});

test('the app knows which version the file is, in every place where the file says it', async () => {
  expect(helper).toContain(`-- Holdfast helper, version ${helperVersionShipped}. `);
  expect(await callAsAdmin(project, 'holdfast_version')).toBe(String(helperVersionShipped));
  expect((await readCatalog(project)).helper_version).toBe(helperVersionShipped);
});

test('the admins table takes known permissions only', async () => {
  const insert = (permissions: string) =>
    inSqlEditor(`insert into holdfast.admins values ('00000000-0000-0000-0000-0000000000aa', ${permissions})`);
  await expect(insert(`array['create', 'everything']`)).rejects.toThrow('admins_permissions_check');
  await expect(insert(`array['create', null]`)).rejects.toThrow('admins_permissions_check');
  await expect(insert('null')).rejects.toThrow('not-null');
});

test('at its head it says in five lines what it does and who can call it', () => {
  const head = helper.split('\n').slice(0, 6);
  expect(head.slice(0, 5).every((line) => line.startsWith('-- '))).toBe(true);
  expect(head.slice(0, 5).join(' ')).toMatch(/tables.*admins/);
  expect(head[5]).toBe('');
});

/** What a person runs who removes the helper: the lines from `begin` on, without what makes them comments. */
function uninstallOf(sql: string): string {
  const lines = sql.slice(sql.indexOf('-- To uninstall')).split('\n');
  const block = lines.slice(lines.indexOf('-- begin;')).filter((line) => !line.startsWith('-- ----'));
  return block.map((line) => line.replace(/^-- /, '')).join('\n');
}

test('run over version 1 it is as if installed anew, and keeps the admins', async () => {
  const fresh = await inventory();
  const admins = await project.sql('select * from holdfast.admins order by user_id');
  await inSqlEditor(uninstallOf(helper));
  await inSqlEditor(version1);
  for (const { user_id, permissions } of admins) {
    await project.sql('insert into holdfast.admins values ($1::uuid, $2::text[])', [user_id, permissions]);
  }
  const older = await inventory();
  expect(older.map(({ what }) => what)).not.toContain('holdfast.audit_log');
  await inSqlEditor(helper);
  expect(await inventory()).toEqual(fresh);
  expect(await project.sql('select * from holdfast.admins order by user_id')).toEqual(admins);
  // What version 1 had is as it was, but for the two that say the version.
  const changed = older.filter((row) => fresh.find(({ what }) => what === row.what)?.body !== row.body);
  expect(changed.map(({ what }) => what)).toEqual(['holdfast_catalog(text[])', 'holdfast_version()']);
});

test('the uninstall block at its end removes every trace, and the helper can be installed again', async () => {
  await inSqlEditor(uninstallOf(helper));
  expect(
    await project.sql(`select proname from pg_proc where proname like 'holdfast%'
      union all select nspname from pg_namespace where nspname like 'holdfast%'
      union all select typname from pg_type where typname like 'holdfast%' or typname = 'application/json'`),
  ).toEqual([]);
  await expect
    .poll(async () => (await call(project, tokenOf(project, project.admin.id), 'holdfast_version')).status)
    .toBe(404);
  await project.installHelper();
  await expect.poll(() => callAsAdmin(project, 'holdfast_version')).toBe(String(helperVersionShipped));
});
