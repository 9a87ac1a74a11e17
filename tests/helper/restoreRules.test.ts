import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { ask, contents, type Saved, save, stage } from './restoring.ts';

let project: Project;
/** The SQL editor: as the owner of the project, who is no superuser. */
let editor: pg.Client;
beforeAll(async () => {
  project = await startProject({ database: 'empty', logRequests: false });
  editor = new pg.Client({ connectionString: project.ownerUrl });
  await editor.connect();
});
afterEach(async () => {
  const [row] = await project.sql(
    `select string_agg(format('drop table if exists %s cascade', c.oid::regclass), ';') as drops from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  await project.sql(row?.drops ?? 'select 1');
});
afterAll(async () => {
  await editor?.end();
  await project?.stop();
});

interface Report {
  tables: { table: string; inserted: number; updated: number; deleted: number; left_out: number; rows_after: string }[];
}
const apply = (id: string) => ask(project, 'holdfast_restore_apply', { id }) as Promise<Report>;
const undo = (id: string) => ask(project, 'holdfast_restore_undo', { id }) as Promise<Report>;
const rehearse = (id: string) => ask(project, 'holdfast_restore_rehearse', { id });

/** Everything that a restore switches off for a while: triggers, foreign keys, identity columns. */
const switches = () =>
  project.sql(`select t.tgrelid::regclass::text as relation, t.tgname::text as name, t.tgenabled::text as state from pg_trigger t where not t.tgisinternal
    union all select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) || c.condeferrable || c.condeferred from pg_constraint c where c.contype = 'f'
    union all select a.attrelid::regclass::text, a.attname, a.attidentity::text from pg_attribute a where a.attidentity <> ''
    order by 1, 2, 3`);

/** Makes tables, saves them, and changes them. */
async function changed(
  tables: string[],
  setup: string,
  change: string,
): Promise<{ saved: Saved; before: object; after: object }> {
  await editor.query(setup);
  const saved = await save(
    project,
    tables.map((table) => `public.${table}`),
  );
  const before = await contents(project, tables);
  await editor.query(change);
  return { saved, before, after: await contents(project, tables) };
}

describe('triggers', () => {
  const setup = `create table watched (id integer primary key, note text); create table log (what text);
    create or replace function note_it() returns trigger language plpgsql as $f$ begin insert into log values (tg_name); return new; end $f$;
    create trigger as_usual after insert or update on watched for each row execute function note_it();
    create trigger by_all after insert on watched for each statement execute function note_it();
    create trigger off_already after insert on watched for each row execute function note_it();
    create trigger replicas after insert on watched for each row execute function note_it();
    alter table watched disable trigger off_already; alter table watched enable replica trigger replicas; alter table watched enable always trigger by_all;
    insert into watched values (1, 'a'), (2, 'b')`;
  const spoil = `delete from watched where id = 1; update watched set note = null; truncate log`;

  test.each([
    ['off', []],
    ['on', ['as_usual', 'as_usual', 'by_all']],
  ] as const)('are %s by choice, and afterwards as they were', async (triggers, fired) => {
    const { saved, before } = await changed(['watched'], setup, spoil);
    const states = await switches();
    const id = await stage(project, saved, { triggers });
    await apply(id);
    expect(await contents(project, ['watched'])).toEqual(before);
    expect((await project.sql('select what from log order by 1')).map(({ what }) => what)).toEqual(fired);
    expect(await switches()).toEqual(states);
  });

  test('that keep rows from being written make it stop', async () => {
    const { saved, after } = await changed(['watched'], setup, spoil);
    await editor.query(`create or replace function skip() returns trigger language plpgsql as $f$ begin return null; end $f$;
      create trigger skipped before insert on watched for each row execute function skip()`);
    await expect(apply(await stage(project, saved, { triggers: 'on' }))).rejects.toThrow(
      'HFR05: public.watched: 0 rows would be inserted, and the plan has 1.',
    );
    expect(await contents(project, ['watched'])).toEqual(after);
    await expect(apply(await stage(project, saved))).resolves.toMatchObject({ tables: [{ inserted: 1, updated: 1 }] });
  });
});

describe('whoever else is at work', () => {
  const setup = `create table busy (id integer primary key, note text); insert into busy select i, 'row' from generate_series(1, 9) i`;

  test('a write since the comparison stops it, also one that was taken back', async () => {
    const { saved, after } = await changed(['busy'], setup, 'delete from busy where id = 1');
    const id = await stage(project, saved);
    await editor.query(`update busy set note = 'other' where id = 5; update busy set note = 'row' where id = 5`);
    await expect(apply(id)).rejects.toThrow('HFR01: Changed since they were compared: public.busy.');
    expect(await contents(project, ['busy'])).toEqual(after);
    await expect(apply(await stage(project, saved, { digests: false }))).rejects.toThrow('HFR01');
  });

  test('one at a time, while somebody writes it waits and says which table is in use, and then it works', async () => {
    const { saved, before } = await changed(['busy'], setup, 'delete from busy where id = 1');
    const id = await stage(project, saved);
    const other = new pg.Client({ connectionString: project.ownerUrl });
    await other.connect();
    try {
      await other.query('begin; select pg_advisory_xact_lock(1215261796, 1)');
      expect(await ask(project, 'holdfast_restore_status', { id })).toMatchObject({ state: 'begun', running: true });
      await expect(apply(id)).rejects.toThrow('HFR03');
      await other.query('rollback; begin; lock table busy in row exclusive mode');
      await expect(apply(id)).rejects.toThrow('55P03: public.busy: The table is in use');
      await other.query('rollback');
    } finally {
      await other.end();
    }
    const answers = await Promise.allSettled([apply(id), apply(id), apply(id)]);
    const reports = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(reports.length).toBeGreaterThan(0);
    for (const report of reports) expect(report).toEqual(reports[0]);
    expect(await contents(project, ['busy'])).toEqual(before);
  });

  test('undoing is refused once the tables changed again', async () => {
    const { saved, before } = await changed(['busy'], setup, 'delete from busy where id = 1');
    const id = await stage(project, saved);
    await apply(id);
    await editor.query('alter table busy add column more integer');
    await expect(undo(id)).rejects.toThrow('HFR08');
    await editor.query('alter table busy drop column more');
    await editor.query(`insert into busy values (10)`);
    await expect(undo(id)).rejects.toThrow('HFR08: Changed since the restore: "public"."busy".');
    await editor.query('delete from busy where id = 10');
    expect(await contents(project, ['busy'])).toEqual(before);
  });

  test('undoing is refused where rows elsewhere came to refer to what it would delete', async () => {
    const { saved, before } = await changed(
      ['busy'],
      `${setup}; create table outside (busy_id integer references busy on delete cascade)`,
      'delete from busy where id = 1',
    );
    const id = await stage(project, saved);
    await apply(id);
    await editor.query('insert into outside values (1)');
    await expect(undo(id)).rejects.toThrow(/HFR08.*1 of public\.outside/);
    expect(await contents(project, ['busy'])).toEqual(before);
    await editor.query('truncate outside');
    await undo(id);
  });

  test('sequences that another table draws from only move on, and undoing leaves those that were used since', async () => {
    const { saved } = await changed(
      ['numbered', 'tickets'],
      `create sequence shared; create table numbered (id integer primary key default nextval('shared'));
       create table other (id integer default nextval('shared')); create table tickets (id bigint generated always as identity primary key);
       insert into numbered select from generate_series(1, 5); insert into tickets select from generate_series(1, 5)`,
      `insert into numbered select from generate_series(1, 3); delete from tickets; insert into tickets select from generate_series(1, 3)`,
    );
    const id = await stage(project, saved);
    await apply(id);
    const at = () =>
      project.sql('select s.last_value as shared, t.last_value as tickets from shared s, tickets_id_seq t');
    expect(await at()).toEqual([{ shared: '8', tickets: '5' }]);
    expect(await project.sql(`select nextval('tickets_id_seq')`)).toEqual([{ nextval: '6' }]);
    await undo(id);
    expect(await at()).toEqual([{ shared: '8', tickets: '6' }]);
    await project.sql('drop sequence shared cascade');
  });
});

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
