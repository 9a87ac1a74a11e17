import { describe, expect, test } from 'vitest';
import { call, tokenOf } from './helperProject.ts';
import { apply, changed, editor, project, rehearse, setScene } from './restoreScene.ts';
import { ask, contents, stage } from './restoring.ts';

setScene();

describe('what is sent', () => {
  const setup = `create table sent (id integer primary key, note text); insert into sent select i, 'row' from generate_series(1, 9) i`;
  const nothing = { chunks: 0, rows: 0 };
  const plan = (table: object, head: object = {}) => ({
    id: crypto.randomUUID(),
    mode: 'replace',
    triggers: 'off',
    conflicts: 'stop',
    backup: 'a.zip',
    sequences: [],
    tables: [
      {
        table: 'public.sent',
        key: ['id'],
        columns: ['id', 'note'],
        overrides: [],
        insert: nothing,
        update: nothing,
        delete: nothing,
        all: false,
        digest: null,
        ...table,
      },
    ],
    ...head,
  });
  const begin = (of: object) => ask(project, 'holdfast_restore_begin', { plan: of });

  test('has to be whole, may be sent again in any order, and is gone when it is ended', async () => {
    await editor.query(setup);
    const one = plan({ insert: { chunks: 2, rows: 3 } });
    expect(await begin(one)).toEqual({ id: one.id, state: 'begun' });
    const send = (chunk_no: number, rows: object[]) =>
      ask(project, 'holdfast_restore_put', { id: one.id, table_no: 0, kind: 'insert', chunk_no, rows, overrides: [] });
    expect(await send(1, [{ id: 12 }])).toBe(1);
    await expect(rehearse(one.id)).rejects.toThrow(
      'HFR02: Not everything has arrived: public.sent: 1 of 3 rows to insert.',
    );
    expect(await send(0, [{ id: 10 }, { id: 11 }])).toBe(2);
    expect(await send(0, [{ id: 10 }, { id: 11 }])).toBe(2);
    expect(await begin(one)).toEqual({ id: one.id, state: 'begun' });
    expect(await rehearse(one.id)).toMatchObject({ tables: [{ insert: 3, conflict: 0 }] });
    await expect(send(2, [])).rejects.toThrow('22023');
    await expect(begin({ ...one, mode: 'add' })).rejects.toThrow('22023: Another restore has this id.');
    await ask(project, 'holdfast_restore_end', { id: one.id });
    await expect(apply(one.id)).rejects.toThrow('HFR07');
    expect(await ask(project, 'holdfast_restore_status', { id: one.id })).toMatchObject({
      state: 'unknown',
      report: null,
    });
    const old = plan({});
    await begin(old);
    await project.sql(`update holdfast.restores set begun_at = now() - interval '61 minutes' where id = $1`, [old.id]);
    await begin(plan({}));
    await expect(rehearse(old.id)).rejects.toThrow('HFR07');
  });

  test.each([
    [{ columns: ['id', 'note", (select 1)) --'] }, 'no column'],
    [{ columns: ['id', 'ctid'] }, 'no column'],
    [{ columns: ['id', 'id'] }, 'no column'],
    [{ key: ['note'] }, 'key'],
    [{ key: ['id) or (true'] }, 'key'],
    [{ table: 'public.sent; drop table public.sent' }, 'missing'],
    [{ table: 'public.of_another' }, 'not owned'],
  ])('%j is a problem that the rehearsal names, and applying refuses', async (table, code) => {
    await editor.query(setup);
    await project.sql('create table of_another (id integer primary key, note text)');
    const wrong = plan(table);
    await begin(wrong);
    expect(await rehearse(wrong.id)).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ table_no: 0, code })]),
    });
    await expect(apply(wrong.id)).rejects.toThrow('HFR06');
  });

  test.each([
    'auth.users',
    'storage.objects',
    'holdfast.admins',
    'vault.secrets',
    'pg_catalog.pg_authid',
  ])('nothing of %s is ever written', async (table) => {
    const wrong = plan({ table });
    await begin(wrong);
    await expect(rehearse(wrong.id)).rejects.toThrow('42501');
    await expect(apply(wrong.id)).rejects.toThrow('42501');
  });

  test.each([
    [plan({}, { mode: 'wipe' })],
    [plan({}, { tables: [] })],
    [plan({ delete: { chunks: 1, rows: 1 } }, { mode: 'merge' })],
    [plan({ all: true })],
    [plan({ insert: { chunks: 1, rows: '1; drop' } })],
  ])('%j is no plan', async (wrong) => {
    await expect(begin(wrong)).rejects.toThrow('22023');
  });
});

test('only what was rehearsed is applied, and only by who began it', async () => {
  const { saved, before } = await changed(
    ['owned'],
    `create table owned (id integer primary key, note text); insert into owned values (1, 'a'), (2, 'b')`,
    'delete from owned where id = 1',
  );
  const id = await stage(project, saved);
  const chunk = (note: string) => ({
    id,
    table_no: 0,
    kind: 'insert',
    chunk_no: 0,
    rows: [{ id: 1, note }],
    overrides: [],
  });
  const mate = crypto.randomUUID();
  await project.sql(`insert into holdfast.admins (user_id, permissions) values ('${mate}', array['restore'])`);
  const calls = [
    ['holdfast_restore_put', chunk('x')],
    ['holdfast_restore_rehearse', { id }],
    ['holdfast_restore_apply', { id }],
    ['holdfast_restore_end', { id }],
  ] as const;
  for (const [name, args] of calls) {
    const answer = await call(project, tokenOf(project, mate), name, args);
    expect([name, answer.status, JSON.parse(answer.body).code]).toEqual([name, 403, '42501']);
  }
  await ask(project, 'holdfast_restore_put', chunk('x'));
  await expect(apply(id)).rejects.toThrow('HFR02: What is staged was not rehearsed.');
  await ask(project, 'holdfast_restore_put', chunk('a'));
  await rehearse(id);
  await ask(project, 'holdfast_restore_put', chunk('a')); // the same again, late
  await apply(id);
  expect(await contents(project, ['owned'])).toEqual(before);
  const undone = await call(project, tokenOf(project, mate), 'holdfast_restore_undo', { id });
  expect(undone.status).toBe(200);
});

test('maintenance is on for as long as was said, and everyone may know', async () => {
  const status = () => ask(project, 'holdfast_maintenance_status');
  expect(
    await ask(project, 'holdfast_set_maintenance', { is_on: true, message: 'Back at noon', minutes: 5 }),
  ).toMatchObject({ on: true, message: 'Back at noon' });
  const { until } = (await status()) as { until: string };
  expect(Math.abs(Date.parse(until) - Date.now() - 300_000)).toBeLessThan(60_000);
  await project.sql(`update holdfast.maintenance set until = now() - interval '1 second'`);
  expect(await status()).toEqual({ on: false, message: null, until: null });
  await ask(project, 'holdfast_set_maintenance', { is_on: true, message: '', minutes: 5 });
  expect(await ask(project, 'holdfast_set_maintenance', { is_on: false, message: '', minutes: 5 })).toEqual({
    on: false,
    message: null,
    until: null,
  });
});

test('the facts of a table say what matters to restoring it', async () => {
  await editor.query(`create table up (id integer primary key, code text unique); create table facts (id integer primary key check (id > 0),
    up_id integer references up on delete cascade); create or replace function nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger t before insert or delete on facts for each row execute function nothing()`);
  expect(
    await ask(project, 'holdfast_restore_facts', { tables: ['public.facts', 'public.up', 'public.none'] }),
  ).toMatchObject([
    {
      table: 'public.facts',
      exists: true,
      owned: true,
      owner: 'postgres',
      forced_rls: false,
      triggers: [
        {
          name: 't',
          enabled: 'origin',
          timing: 'before',
          level: 'row',
          events: ['insert', 'delete'],
          function: 'public.nothing',
        },
      ],
      unique: [{ name: 'facts_pkey', columns: ['id'], primary: true }],
      foreign_keys: [
        {
          name: 'facts_up_id_fkey',
          columns: ['up_id'],
          references: 'public.up',
          referenced_columns: ['id'],
          on_delete: 'cascade',
          on_update: 'no action',
          deferrable: false,
        },
      ],
      checks: [{ name: 'facts_id_check', definition: 'CHECK ((id > 0))' }],
    },
    {
      referenced_by: [
        {
          table: 'public.facts',
          name: 'facts_up_id_fkey',
          columns: ['up_id'],
          referenced_columns: ['id'],
          on_delete: 'cascade',
        },
      ],
      unique: [{ primary: true }, { name: 'up_code_key' }],
    },
    { table: 'public.none', exists: false, owned: false },
  ]);
});
