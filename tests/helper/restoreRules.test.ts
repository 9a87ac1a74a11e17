import pg from 'pg';
import { describe, expect, test } from 'vitest';
import {
  apply,
  changed,
  editor,
  project,
  rehearse,
  replacesAndUndoes,
  setScene,
  switches,
  undo,
} from './restoreScene.ts';
import { ask, contents, stage } from './restoring.ts';

setScene();

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
    await expect(apply(await stage(project, saved))).resolves.toMatchObject({
      tables: [{ inserted: 1, updated: 1, differing: 0 }],
    });
  });
});

describe('triggers that write to the rows as they arrive', () => {
  const itself = (table: string, how: string) =>
    `create or replace function touch() returns trigger language plpgsql as $f$ begin ${how}; return null; end $f$;
     create trigger touches after insert on ${table} for each row execute function touch()`;

  test('hide none of them from undoing, for the key tells them', async () => {
    const { saved, after } = await changed(
      ['touched'],
      `create table touched (id integer primary key, note text); insert into touched select i, 'row' from generate_series(1, 5) i;
       ${itself('touched', `update touched set note = note || '!' where id = new.id`)}`,
      'delete from touched where id < 4',
    );
    const id = await stage(project, saved, { triggers: 'on' });
    expect(await apply(id)).toMatchObject({ tables: [{ inserted: 3, differing: 3 }] });
    await undo(id);
    expect(await contents(project, ['touched'])).toEqual(after);
  });

  test('without a key undoing is refused rather than half done, and can be asked for again', async () => {
    const { saved } = await changed(
      ['loose'],
      `create table loose (n integer, note text); insert into loose select i, 'row' from generate_series(1, 5) i;
       ${itself('loose', `update loose set note = note || '!' where n = new.n`)}`,
      'delete from loose where n < 4',
    );
    const id = await stage(project, saved, { mode: 'merge', triggers: 'on' });
    expect(await apply(id)).toMatchObject({ tables: [{ inserted: 3, differing: 3 }] });
    const applied = await contents(project, ['loose']);
    for (const _ of [1, 2]) await expect(undo(id)).rejects.toThrow('HFR08: public.loose: only 0 of the 3 rows');
    expect(await contents(project, ['loose'])).toEqual(applied);
  });
});

test('an error tells what was staged, and nothing of the rows that are there', async () => {
  const { saved } = await changed(
    ['told'],
    `create table told (id integer primary key, code text unique); insert into told values (1, 'a'), (2, 'b')`,
    `update told set code = 'z' where id = 1; alter table told add column secret text default 'hush'`,
  );
  const refuse = (how: string) =>
    editor.query(`create or replace function secrets() returns trigger language plpgsql as $f$ begin ${how} return new; end $f$;
      create or replace trigger secret before insert or update on told for each row execute function secrets()`);
  const id = await stage(project, saved, { triggers: 'on' });
  const words = async () => (await apply(id).catch((error: Error) => error.message)) as string;
  await editor.query(`alter table told add constraint known check (code <> 'a' or secret <> 'hush') not valid`);
  expect(await words()).toContain('It is the row with (id) = (1).');
  expect(await words()).not.toContain('hush');
  await editor.query('alter table told drop constraint known');
  await refuse(`raise exception 'No.' using detail = new.secret;`);
  expect(await words()).toMatch(/No\./);
  expect(await words()).not.toContain('hush');
  await refuse(`new.code := 'b';`);
  expect(await words()).toContain('told_code_key');
  expect(await words()).not.toContain('(b)');
  await refuse(`if new.id < 3 then insert into told values (3, new.code); end if;`);
  expect(await words()).toContain('Key (code)=(a) already exists.');
});

test('accounts that a trigger made under other ids get their own back, whatever foreign key refers to them', async () => {
  const comments = () =>
    project.sql(`select obj_description(oid, 'pg_constraint') as said from pg_constraint where conname = 'of_user'`);
  const report = await replacesAndUndoes(
    ['accounts', 'cards', 'bills'],
    `create table accounts (id bigint primary key, email text not null unique);
     create table cards (id integer primary key, account_id bigint not null unique, constraint of_user foreign key (account_id) references accounts on delete cascade);
     create table bills (id integer primary key, email text not null references accounts (email) on update cascade on delete restrict);
     create table elsewhere (account_id bigint references accounts on delete cascade);
     comment on constraint of_user on cards is 'whose it is';
     insert into accounts select i, 'mail ' || i from generate_series(1, 9) i; insert into cards select i, i from generate_series(1, 9) i;
     insert into bills select i, 'mail ' || i from generate_series(1, 3) i; insert into elsewhere values (5), (null)`,
    `delete from bills; delete from cards; update accounts set email = 'x' || email; update accounts set email = 'mail ' || (10 - id);
     insert into accounts values (10, 'mail 10'); insert into cards select i, 10 - i from generate_series(1, 9) i;
     insert into bills values (4, 'mail 9')`,
  );
  expect(report).toMatchObject({ tables: [{ inserted: 0, updated: 8, deleted: 1 }, { inserted: 3, deleted: 1 }, {}] });
  expect(await project.sql('select account_id from elsewhere order by 1')).toEqual([
    { account_id: '5' },
    { account_id: null },
  ]);
  expect(await comments()).toEqual([{ said: 'whose it is' }]);
});

test('a foreign key that cannot be taken away for a while is named, with a way out', async () => {
  const { saved, after } = await changed(
    ['accounts'],
    `create table accounts (id bigint primary key, email text not null unique);
     create table cards (account_id bigint references accounts on delete cascade);
     insert into accounts values (1, 'a'), (2, 'b'); insert into cards values (1)`,
    `update accounts set email = 'x' where id = 1; update accounts set email = 'a' where id = 2; update accounts set email = 'b' where id = 1`,
  );
  await project.sql('grant references on accounts to authenticated; alter table cards owner to supabase_admin');
  await expect(apply(await stage(project, saved))).rejects.toThrow(
    /HFR06: public.accounts: unique values move .* "cards_account_id_fkey" of public.cards/,
  );
  expect(await contents(project, ['accounts'])).toEqual(after);
});

test('rows that violate a constraint that was never validated are put back by undoing', async () => {
  await replacesAndUndoes(
    ['lax', 'above'],
    `create table above (id integer primary key); create table lax (id integer primary key, n integer, above_id integer);
     insert into above values (1); insert into lax values (1, 1, 1), (2, 2, 1)`,
    `update lax set n = -1, above_id = 7 where id = 1; insert into lax values (3, -3, 7); delete from lax where id = 2;
     alter table lax add constraint positive check (n > 0) not valid;
     alter table lax add constraint to_above foreign key (above_id) references above on delete cascade not valid`,
  );
  expect(
    await project.sql(`select conname, convalidated, pg_get_constraintdef(oid) as is from pg_constraint
      where conrelid = 'lax'::regclass and contype in ('c', 'f') order by 1`),
  ).toEqual([
    { conname: 'positive', convalidated: 'f', is: 'CHECK ((n > 0)) NOT VALID' },
    {
      conname: 'to_above',
      convalidated: 'f',
      is: 'FOREIGN KEY (above_id) REFERENCES above(id) ON DELETE CASCADE NOT VALID',
    },
  ]);
});

test('of a table without a key whose rows are all replaced none can be left out', async () => {
  const { saved, after } = await changed(
    ['lines'],
    'create table lines (n integer); insert into lines values (1), (-1)',
    'delete from lines where n = 1; alter table lines add constraint positive check (n > 0) not valid',
  );
  const id = await stage(project, saved);
  expect(await rehearse(id)).toMatchObject({
    conflicts: [{ table_no: 0 }],
    problems: [
      {
        table_no: 0,
        code: 'key',
        message: 'public.lines has no key: all of its rows are replaced, so none can be left out.',
      },
    ],
  });
  await expect(apply(id)).rejects.toThrow('HFR06: public.lines has no key');
  expect(await contents(project, ['lines'])).toEqual(after);
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

  test('a sequence that another table draws from is not set back behind what was drawn while it ran', async () => {
    const { saved } = await changed(
      ['numbered'],
      `create sequence shared; create table numbered (id integer primary key default nextval('shared'));
       create table other (id integer default nextval('shared')); insert into numbered select from generate_series(1, 9);
       create or replace function draw() returns trigger language plpgsql as $f$ begin perform nextval('shared') from generate_series(1, 50); return new; end $f$;
       create trigger draws before insert on numbered for each row execute function draw()`,
      `delete from numbered where id = 9; alter sequence shared restart with 5`,
    );
    const id = await stage(project, saved, { triggers: 'on' });
    expect(await rehearse(id)).toMatchObject({ sequences: [{ name: 'public.shared', to: { last_value: '9' } }] });
    expect(await apply(id)).toMatchObject({ sequences: [] });
    expect(await project.sql('select last_value from shared')).toEqual([{ last_value: '54' }]);
    await project.sql('drop sequence shared cascade');
  });

  test('where everything is replaced, sequences of no table and of unchanged tables are what they were, too', async () => {
    const { saved } = await changed(
      ['numbered'],
      `create sequence free; create sequence of_other; create table numbered (id integer primary key);
       create table same (id serial); create table other (id integer default nextval('of_other'));
       select setval('free', 7), setval('of_other', 7), setval('same_id_seq', 7); insert into numbered values (1)`,
      `delete from numbered; select setval('free', 9), setval('of_other', 9), setval('same_id_seq', 9)`,
    );
    const at = () =>
      project.sql(
        'select f.last_value as f, o.last_value as o, s.last_value as s from free f, of_other o, same_id_seq s',
      );
    const names = ({ sequences }: { sequences: { name: string }[] }) => sequences.map(({ name }) => name);
    const plain = await stage(project, saved);
    expect(await rehearse(plain)).toMatchObject({ sequences: [] });
    const id = await stage(project, saved, { plan: { everything: true, unchanged: ['"public"."same"'] } });
    expect(names((await rehearse(id)) as never)).toEqual(['public.free', 'public.same_id_seq']);
    expect(names((await apply(id)) as never)).toEqual(['public.free', 'public.same_id_seq']);
    expect(await at()).toEqual([{ f: '7', o: '9', s: '7' }]);
    await undo(id);
    expect(await at()).toEqual([{ f: '9', o: '9', s: '9' }]);
    await project.sql('drop sequence free; drop sequence of_other cascade');
  });
});
