import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../supabase/startProject.ts';
import { call, callAsAdmin, readPage, startHardProject, tokenOf } from './helperProject.ts';

let project: Project;
beforeAll(async () => {
  project = await startHardProject();
  await project.sql(
    `insert into holdfast.admins values
       ('${DOWNLOADER}', array['download', 'delete', 'restore', 'settings']), ('${NOBODY}', '{}'), ('${MAKER}', array['create'])`,
  );
});
afterAll(() => project?.stop());

const DOWNLOADER = '00000000-0000-0000-0000-00000000000d';
const MAKER = '00000000-0000-0000-0000-00000000000c';
const NOBODY = '00000000-0000-0000-0000-00000000000e';
const STRANGER = '00000000-0000-0000-0000-00000000000f';

const TABLE = { table_name: 'public.text_keys' };
const SNAPSHOT = { id: '00000000-0000-0000-0000-00000000005a' };
const RESTORE = {
  id: '00000000-0000-0000-0000-0000000000f0',
  mode: 'add',
  triggers: 'off',
  conflicts: 'stop',
  backup: 'a.zip',
  sequences: [],
  tables: [
    {
      table: 'public.text_keys',
      key: ['k'],
      columns: ['k'],
      overrides: [],
      insert: { chunks: 1, rows: 0 },
      update: { chunks: 0, rows: 0 },
      delete: { chunks: 0, rows: 0 },
      all: false,
      digest: null,
    },
  ],
};
const CHUNK = { id: RESTORE.id, table_no: 0, kind: 'insert', chunk_no: 0, rows: [], overrides: [] };
const functions: { name: string; args: object; needs: 'any' | 'create' | 'restore'; answers?: number }[] = [
  { name: 'holdfast_version', args: {}, needs: 'any' },
  { name: 'holdfast_permissions', args: {}, needs: 'any' },
  { name: 'holdfast_catalog', args: {}, needs: 'create' },
  { name: 'holdfast_counts', args: { tables: ['public.text_keys'] }, needs: 'create' },
  { name: 'holdfast_counts', args: { tables: [] }, needs: 'create' },
  { name: 'holdfast_true_count', args: TABLE, needs: 'create' },
  { name: 'holdfast_plan', args: TABLE, needs: 'create' },
  { name: 'holdfast_export', args: TABLE, needs: 'create' },
  { name: 'holdfast_inexact', args: TABLE, needs: 'create' },
  { name: 'holdfast_inexact', args: { table_name: 'public.json_values' }, needs: 'create' },
  { name: 'holdfast_split', args: { ...TABLE, page_rows: 10 }, needs: 'create' },
  { name: 'holdfast_snapshot_status', args: SNAPSHOT, needs: 'create' },
  { name: 'holdfast_snapshot_end', args: SNAPSHOT, needs: 'create' },
  { name: 'holdfast_digests', args: { tables: ['public.text_keys'] }, needs: 'restore' },
  { name: 'holdfast_restore_facts', args: { tables: ['public.text_keys'] }, needs: 'restore' },
  { name: 'holdfast_restore_begin', args: { plan: RESTORE }, needs: 'restore' },
  { name: 'holdfast_restore_put', args: CHUNK, needs: 'restore' },
  { name: 'holdfast_restore_rehearse', args: { id: RESTORE.id }, needs: 'restore' },
  { name: 'holdfast_restore_status', args: { id: RESTORE.id }, needs: 'restore' },
  { name: 'holdfast_restore_apply', args: { id: RESTORE.id }, needs: 'restore', answers: 400 }, // the plan has no digest
  { name: 'holdfast_restore_undo', args: { id: RESTORE.id }, needs: 'restore', answers: 400 }, // it was not applied
  { name: 'holdfast_restores', args: {}, needs: 'restore' },
  { name: 'holdfast_restore_end', args: { id: RESTORE.id }, needs: 'restore', answers: 204 },
  { name: 'holdfast_set_maintenance', args: { is_on: false, message: '', minutes: 1 }, needs: 'restore' },
  { name: 'holdfast_append_audit', args: { entries: [] }, needs: 'any' },
  { name: 'holdfast_audit_entries', args: {}, needs: 'any' },
];

function tokens(): {
  who: string;
  token: string | null;
  refusal: number | null;
  mayCreate: boolean;
  /** Who this is, if restoring is allowed. */
  mayRestore?: string;
}[] {
  const roleAdmin = { app_metadata: { role: 'admin' } };
  return [
    { who: 'anon', token: null, refusal: 401, mayCreate: false },
    { who: 'a signed-in user', token: tokenOf(project, STRANGER), refusal: 403, mayCreate: false },
    {
      who: 'a user whose own metadata claims admin',
      token: tokenOf(project, STRANGER, { user_metadata: { role: 'admin' } }),
      refusal: 403,
      mayCreate: false,
    },
    { who: 'somebody listed without permissions', token: tokenOf(project, NOBODY), refusal: 403, mayCreate: false },
    {
      who: 'a token without sub',
      token: project.signToken({ role: 'authenticated', exp: 2_000_000_000, ...roleAdmin }),
      refusal: 403,
      mayCreate: false,
    },
    {
      who: 'service_role',
      token: project.signToken({ role: 'service_role', sub: project.admin.id, exp: 2_000_000_000, ...roleAdmin }),
      refusal: 403,
      mayCreate: false,
    },
    {
      who: 'an admin without create',
      token: tokenOf(project, DOWNLOADER),
      refusal: null,
      mayCreate: false,
      mayRestore: DOWNLOADER,
    },
    { who: 'an admin with create only', token: tokenOf(project, MAKER), refusal: null, mayCreate: true },
    { who: 'an admin by token', token: tokenOf(project, STRANGER, roleAdmin), refusal: null, mayCreate: true },
    {
      who: 'an admin with everything',
      token: tokenOf(project, project.admin.id),
      refusal: null,
      mayCreate: true,
      mayRestore: project.admin.id,
    },
  ];
}

describe('function × role', () => {
  test.each(functions)('$name $args is answered to nobody but admins with the permission', async ({
    name,
    args,
    needs,
    answers = 200,
  }) => {
    const seen: Record<string, number> = {};
    const wanted: Record<string, number> = {};
    for (const { who, token, refusal, mayCreate, mayRestore } of tokens()) {
      // a restore is its beginner's, and here each caller's in turn
      if (mayRestore) await project.sql('update holdfast.restores set begun_by = $1', [mayRestore]);
      const { status, body } = await call(project, token, name, args);
      seen[who] = status;
      const may = needs === 'any' || (needs === 'create' ? mayCreate : mayRestore !== undefined);
      wanted[who] = refusal ?? (may ? answers : 403);
      if (status !== answers) expect(JSON.parse(body), `${name} as ${who}`).toMatchObject({ code: '42501' });
    }
    expect(seen).toEqual(wanted);
  });

  test('holdfast_is_admin() answers anyone signed in, and nobody else', async () => {
    const seen = [];
    for (const { who, token } of tokens()) {
      const { status, body } = await call(project, token, 'holdfast_is_admin');
      seen.push([who, status, status === 200 ? body : null]);
    }
    expect(seen).toEqual([
      ['anon', 401, null],
      ['a signed-in user', 200, 'false'],
      ['a user whose own metadata claims admin', 200, 'false'],
      ['somebody listed without permissions', 200, 'false'],
      ['a token without sub', 200, 'false'],
      ['service_role', 403, null],
      ['an admin without create', 200, 'true'],
      ['an admin with create only', 200, 'true'],
      ['an admin by token', 200, 'true'],
      ['an admin with everything', 200, 'true'],
    ]);
  });

  test('holdfast_maintenance_status() answers everyone, signed in or not, and says no more than that', async () => {
    for (const { who, token } of tokens().filter(({ who: name }) => name !== 'service_role')) {
      const { status, body } = await call(project, token, 'holdfast_maintenance_status');
      expect([who, status, body]).toEqual([who, 200, '{"on" : false, "message" : null, "until" : null}']);
    }
  });

  test('every function that the helper puts into public stands in the table above', async () => {
    const there = await project.sql(
      `select distinct proname from pg_proc where pronamespace = 'public'::regnamespace and proname like 'holdfast%'`,
    );
    // What these do depends on who calls them: tried in snapshot.test.ts.
    const elsewhere = ['begin', 'open', 'store', 'finish', 'read'].map((name) => `holdfast_snapshot_${name}`);
    const tried = new Set([
      ...functions.map(({ name }) => name),
      'holdfast_is_admin',
      'holdfast_maintenance_status',
      ...elsewhere,
    ]);
    expect(new Set(there.map((row) => row.proname))).toEqual(tried);
  });

  test('every public function has an empty search_path; those that read rows run as their caller', async () => {
    const rows = await project.sql(
      `select proname, prosecdef::text as definer, array_to_string(proconfig, ';') as settings from pg_proc
       where pronamespace = 'public'::regnamespace and proname like 'holdfast%' order by proname`,
    );
    for (const row of rows) expect(row.settings, row.proname ?? '').toContain('search_path=""');
    expect(rows.filter((row) => row.definer === 'false').map((row) => row.proname)).toEqual([
      'holdfast_counts',
      'holdfast_export',
      'holdfast_inexact',
      'holdfast_snapshot_begin',
      'holdfast_split',
    ]);
  });

  test('the refusal says what to do', async () => {
    const { body } = await call(project, tokenOf(project, STRANGER), 'holdfast_export', TABLE);
    expect(JSON.parse(body)).toMatchObject({
      message: 'Only Holdfast admins may do this.',
      hint: expect.stringContaining('holdfast.admins'),
    });
    const without = await call(project, tokenOf(project, DOWNLOADER), 'holdfast_counts', {
      tables: ['public.text_keys'],
    });
    expect(JSON.parse(without.body)).toMatchObject({ message: 'This needs the Holdfast permission "create".' });
  });
});

test('app_metadata.role = admin gives all permissions but restore, and a row in holdfast.admins adds to it', async () => {
  const byToken = tokenOf(project, STRANGER, { app_metadata: { role: 'admin' } });
  expect(JSON.parse((await call(project, byToken, 'holdfast_permissions')).body)).toEqual([
    'create',
    'download',
    'delete',
    'settings',
  ]);
  const both = tokenOf(project, DOWNLOADER, { app_metadata: { role: 'admin' } });
  expect(JSON.parse((await call(project, both, 'holdfast_permissions')).body)).toEqual([
    'create',
    'download',
    'delete',
    'restore',
    'settings',
  ]);
  expect(JSON.parse(await callAsAdmin(project, 'holdfast_permissions'))).toEqual([
    'create',
    'download',
    'delete',
    'restore',
    'settings',
  ]);
});

test('the schema holdfast, audit trail included, cannot be reached by any role of the API', async () => {
  for (const role of ['anon', 'authenticated', 'service_role']) {
    const rows = await project.sql(
      `select has_schema_privilege($1, 'holdfast', 'usage')::text as usage,
         (select bool_or(has_table_privilege($1, c.oid, 'select, insert, update, delete'))::text
          from pg_class c where c.relnamespace = 'holdfast'::regnamespace and c.relkind = 'r') as tables,
         (select bool_or(has_function_privilege($1, p.oid, 'execute'))::text
          from pg_proc p where p.pronamespace = 'holdfast'::regnamespace) as functions,
         (select bool_and(c.relrowsecurity)::text
          from pg_class c where c.relnamespace = 'holdfast'::regnamespace and c.relkind = 'r') as rls`,
      [role],
    );
    expect(rows, role).toEqual([{ usage: 'false', tables: 'false', functions: 'false', rls: 'true' }]);
  }
});

describe('what is not read', () => {
  test.each([
    ['auth.users', '42501', 403],
    ['storage.objects', '42501', 403],
    ['vault.secrets', '42501', 403],
    ['holdfast.admins', '42501', 403],
    ['pg_catalog.pg_authid', '42501', 403],
    ['pg_class', '42501', 403],
    ['information_schema.sql_features', '42501', 403],
    ['text_keys', '42P01', 404],
    ['public.nothing', '42P01', 404],
    ['public.a_view', '42809', 400],
    ['public.a_matview', '42809', 400],
    ['public.touched', '42809', 400],
    ['public.no_grants', '42501', 403],
    ['public.some_columns', '42501', 403],
    ['private.unseen', '42501', 403],
  ])('%s is refused with %s', async (table_name, code, status) => {
    const answer = await call(project, tokenOf(project, project.admin.id), 'holdfast_export', { table_name });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
  });

  test('names and keys are never run as SQL', async () => {
    const before = await project.sql('select count(*) from pg_class');
    const attacks = [
      'public.text_keys; drop table public.text_keys',
      'public.text_keys where false',
      '(select 1)',
      'public.text_keys r0, auth.users',
      "public.text_keys' --",
      '"public"."text_keys" --',
      'public."text_keys',
      '',
      ' ',
      '.',
      'a.b.c.d',
      'postgres.auth.users',
      '1259',
      '-',
      '0',
      'public.text_keys\n',
      '%I',
      '$1',
      'only public.text_keys',
      'public.*',
    ];
    for (const name of [
      'holdfast_export',
      'holdfast_inexact',
      'holdfast_plan',
      'holdfast_true_count',
      'holdfast_split',
    ]) {
      for (const table_name of attacks) {
        const args = name === 'holdfast_split' ? { table_name, page_rows: 10 } : { table_name };
        const answer = await call(project, tokenOf(project, project.admin.id), name, args);
        if (table_name === 'public.text_keys\n') expect(answer.status, table_name).toBeLessThan(500);
        else
          expect([name, table_name, answer.status, JSON.parse(answer.body).code]).toEqual([
            name,
            table_name,
            404,
            '42P01',
          ]);
      }
    }
    const keys = [
      "'",
      "''",
      "' or true --",
      "x') or (true",
      '\\',
      "\\'",
      '%s',
      '%1$s',
      '$q$',
      '$page$',
      '{"a"}',
      'null',
      '\u0001',
      'é',
    ];
    for (const key of keys) {
      const { text } = await readPage(project, TABLE.table_name, { after: [key] });
      const page = JSON.parse(text) as { rows: { k: string }[] };
      const expected = await project.sql('select k from text_keys where k > $1 order by k', [key]);
      expect(
        page.rows.map((row) => row.k),
        key,
      ).toEqual(expected.map((row) => row.k));
    }
    expect(await project.sql('select count(*) from pg_class')).toEqual(before);
  });

  test.each([
    [{ ...TABLE, after: [] }],
    [{ ...TABLE, after: ['a', 'b'] }],
    [{ ...TABLE, after: [null] }],
    [{ ...TABLE, until: [null] }],
    [{ ...TABLE, page_rows: 0 }],
    [{ ...TABLE, page_rows: -1 }],
    [{ ...TABLE, page_rows: null }],
    [{ ...TABLE, page_rows: 2_000_000 }],
    [{ table_name: 'public.keyless', after: ['1; drop'] }],
    [{ table_name: 'public.keyless', after: [] }],
    [{ table_name: 'public.keyless', after: ['1', '2'] }],
    [{ table_name: 'public.keyless', until: [null] }],
  ])('%j is refused as a bad request', async (args) => {
    const answer = await call(project, tokenOf(project, project.admin.id), 'holdfast_export', args);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([400, '22023']);
  });
});
