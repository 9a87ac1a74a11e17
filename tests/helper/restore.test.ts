import { describe, expect, test } from 'vitest';
import { apply, changed, project, rehearse, replacesAndUndoes, setScene, undo } from './restoreScene.ts';
import { ask, contents, stage } from './restoring.ts';

setScene();

describe('replacing', () => {
  test('inserts, updates and deletes in one transaction; the next insert works; undoing takes it all back', async () => {
    const { saved, before, after } = await changed(
      ['plain'],
      `create table plain (id serial primary key, note text, n numeric);
       insert into plain (note, n) select 'row ' || i, i / 10.0 from generate_series(1, 50) i`,
      `delete from plain where id <= 5; update plain set note = null, n = 1.10 where id between 6 and 9;
       insert into plain (note) select 'new' from generate_series(1, 3)`,
    );
    const id = await stage(project, saved);
    const report = await apply(id);
    expect(report).toMatchObject({
      id,
      state: 'applied',
      tables: [{ table: '"public"."plain"', inserted: 5, updated: 4, deleted: 3, left_out: 0, rows_after: '50' }],
      sequences: [
        {
          name: 'public.plain_id_seq',
          from: { last_value: '53', is_called: true },
          to: { last_value: '50', is_called: true },
        },
      ],
    });
    expect(await contents(project, ['plain'])).toEqual(before);
    expect(await project.sql('select last_value, is_called from plain_id_seq')).toEqual([
      { last_value: '50', is_called: 't' },
    ]);
    expect(await ask(project, 'holdfast_restore_status', { id })).toMatchObject({
      state: 'applied',
      running: false,
      report,
    });
    expect(await ask(project, 'holdfast_restores')).toMatchObject([
      { id, state: 'applied', by: project.admin.id, backup: 'a-backup.zip' },
    ]);
    expect(await apply(id)).toEqual(report);
    const undone = await undo(id);
    expect(undone).toMatchObject({
      state: 'undone',
      tables: [{ inserted: 3, updated: 4, deleted: 5, rows_after: '48' }],
    });
    expect(await contents(project, ['plain'])).toEqual(after);
    expect(await undo(id)).toEqual(undone);
    expect(await project.sql('insert into plain default values returning id')).toEqual([{ id: '54' }]);
  });

  test('foreign keys in a circle and to the table itself, everything wiped', async () => {
    await replacesAndUndoes(
      ['b', 'a', 'tree'],
      `create table a (id integer primary key, b_id integer);
       create table b (id integer primary key, a_id integer not null references a);
       alter table a add constraint to_b foreign key (b_id) references b;
       create table tree (id integer primary key, above integer references tree deferrable);
       insert into a select i, null from generate_series(1, 20) i; insert into b select i, 21 - i from generate_series(1, 20) i;
       update a set b_id = id; insert into tree select i, nullif(i / 2, 0) from generate_series(1, 40) i`,
      `update a set b_id = null; delete from b; delete from a; delete from tree`,
    );
  });

  test('a foreign key that acts takes nothing along that the backup has', async () => {
    await replacesAndUndoes(
      ['child', 'parent', 'staff', 'only_one'],
      `create table parent (id integer primary key, code text unique);
       create table child (id integer primary key, parent_id integer not null references parent on delete cascade,
         other_id integer references parent on delete set null, code text references parent (code) on update cascade on delete restrict);
       create table only_one (parent_id integer primary key references parent on delete cascade, note text);
       create table staff (id integer primary key, boss integer references staff on delete cascade, badge text unique);
       insert into parent values (1, 'one'), (2, 'two'), (3, 'three');
       insert into child values (1, 1, 1, 'one'), (2, 2, 1, 'two'), (3, 3, 3, null);
       insert into only_one values (1, 'x'), (2, 'y');
       insert into staff values (1, null, 'a'), (2, 1, 'b'), (3, 2, 'c')`,
      `insert into parent values (9, 'nine'); update child set parent_id = 9, other_id = 9, code = 'nine' where id < 3;
       insert into child values (4, 9, 9, 'nine'), (5, 1, null, 'one'); insert into only_one values (9, 'z');
       delete from child where id = 3; delete from parent where id = 3;
       update parent set code = 'uno' where id = 1;
       insert into staff values (9, 1); update staff set boss = 9, badge = 'x' where id = 2;
       update staff set badge = 'b' where id = 1; update staff set badge = 'a' where id = 2`,
    );
  });

  test('unique values that change places, in a table with a column that the backup does not know', async () => {
    const { saved } = await changed(
      ['seats'],
      `create table seats (id integer primary key, code text not null unique, place integer, exclude (place with =));
       insert into seats select i, 'code ' || i, i from generate_series(1, 9) i`,
      `alter table seats add column extra text default 'kept';
       update seats set code = 'x' || code, place = -place; update seats set code = 'code ' || (id % 3 + 1), place = id % 3 + 1 where id <= 3;
       update seats set code = 'code ' || id, place = id where id > 4`,
    );
    const id = await stage(project, saved);
    expect(await rehearse(id)).toMatchObject({ conflicts: [], tables: [{ update: 4 }] });
    expect(await apply(id)).toMatchObject({ tables: [{ inserted: 0, updated: 4, deleted: 0 }] });
    expect(
      await project.sql('select count(*) from seats where code = $1 || id and place = id and extra = $2', [
        'code ',
        'kept',
      ]),
    ).toEqual([{ count: '9' }]);
  });

  test('columns that Postgres fills itself: identity always, also outside the key, and generated ones', async () => {
    const report = await replacesAndUndoes(
      ['counted'],
      `create table counted (id text primary key, n bigint generated always as identity (increment by 10), net integer,
         gross integer generated always as (net * 2) stored);
       insert into counted (id, net) select 'row ' || i, i from generate_series(1, 10) i`,
      `delete from counted where net = 1; insert into counted (id, net) values ('row 1', 1);
       update counted set net = 0 where id = 'row 2'; delete from counted where net = 3`,
    );
    expect(report.tables).toMatchObject([{ inserted: 1, updated: 2, deleted: 0 }]);
  });

  test('a table without a key, and rows that are equal', async () => {
    await replacesAndUndoes(
      ['lines'],
      `create table lines (n integer, payload json); insert into lines select i % 3, '{"a":  1}' from generate_series(1, 20) i`,
      `delete from lines where n = 1; insert into lines values (7, 'null'), (7, null)`,
    );
    const { saved } = await changed(
      ['heap'],
      'create table heap (n integer); insert into heap values (1), (1), (2)',
      'delete from heap where n = 1; insert into heap values (5)',
    );
    const id = await stage(project, saved, { mode: 'merge' });
    expect(await apply(id)).toMatchObject({ tables: [{ inserted: 2, deleted: 0, rows_after: '4' }] });
    expect(await contents(project, ['heap'])).toEqual({ heap: ['(1)', '(1)', '(2)', '(5)'] });
    await undo(id);
    expect(await contents(project, ['heap'])).toEqual({ heap: ['(2)', '(5)'] });
  });

  test('partitions, and rows that move between them', async () => {
    await replacesAndUndoes(
      ['parted', 'of_it'],
      `create table parted (id integer, day date, note text, primary key (id, day)) partition by range (day);
       create table parted_1 partition of parted for values from ('2026-01-01') to ('2026-02-01');
       create table parted_2 partition of parted default;
       create table of_it (id integer primary key, p integer, d date, foreign key (p, d) references parted);
       insert into parted select i, date '2026-01-01' + i, 'n' from generate_series(1, 60) i;
       insert into of_it select i, i, date '2026-01-01' + i from generate_series(1, 60) i`,
      `delete from of_it where id % 2 = 0; delete from parted where id % 4 = 0; update parted set note = null where id % 3 = 0;
       insert into parted values (900, '2026-01-05', 'new')`,
    );
  });
});
