import { describe, expect, test } from 'vitest';
import { apply, changed, editor, project, rehearse, setScene, switches } from './restoreScene.ts';
import { ask, contents, stage } from './restoring.ts';

setScene();

describe('rows outside the plan', () => {
  test.each([
    ['on delete cascade', 'cascade'],
    ['on delete set null', 'set null'],
    ['on delete set default', 'set default'],
    ['on delete restrict', 'restrict'],
    ['', 'no action'],
  ])('that a delete would reach (%s) are counted, and stop it', async (clause, action) => {
    const { saved, after } = await changed(
      ['parent'],
      `create table parent (id integer primary key, note text);
       create table outside (id integer primary key, parent_id integer references parent ${clause}); insert into parent values (1, 'a')`,
      `insert into parent values (2), (3); insert into outside values (1, 1), (2, 2), (3, 2); update parent set note = null`,
    );
    const id = await stage(project, saved);
    expect(await rehearse(id)).toMatchObject({
      outside: [
        {
          table: 'public.outside',
          constraint: 'outside_parent_id_fkey',
          references: 'public.parent',
          action,
          on: 'delete',
          rows: 2,
        },
      ],
    });
    await expect(apply(id)).rejects.toThrow(/HFR04.*2 of public\.outside/);
    expect(await contents(project, ['parent'])).toEqual(after);
  });

  test('that refer to a value which an update takes away are counted', async () => {
    const { saved } = await changed(
      ['parent'],
      `create table parent (id integer primary key, code text unique);
       create table outside (code text references parent (code) on update cascade); insert into parent values (1, 'a'), (2, 'b')`,
      `update parent set code = 'c' where id = 1; insert into outside values ('c'), ('b')`,
    );
    const id = await stage(project, saved, { mode: 'merge' });
    expect(await rehearse(id)).toMatchObject({ outside: [{ action: 'cascade', on: 'update', rows: 1 }] });
    await expect(apply(id)).rejects.toThrow('HFR04');
    await project.sql('delete from outside where code = $1', ['c']);
    expect(await apply(id)).toMatchObject({ tables: [{ updated: 1 }] });
  });
});

describe('conflicts', () => {
  const family = `create table grandparent (id integer primary key);
    create table parent (id integer primary key, above integer references grandparent, email text unique);
    create table child (id integer primary key, parent_id integer references parent, note varchar(20));
    insert into grandparent values (1), (2); insert into parent values (1, 1, 'one'), (2, 2, 'two'), (3, null, 'Three');
    insert into child values (1, 1, 'kept'), (2, 2, 'kept'), (3, 3, 'kept'), (4, 3, 'far too long')`;

  test('are found down to the last grandchild, left out, and everything else is restored', async () => {
    const { saved } = await changed(
      ['parent', 'child'],
      family,
      `delete from child; delete from parent; delete from grandparent where id = 2;
      alter table child alter note type varchar(5); alter table child add check (id <> 1);
      insert into parent values (7, 1, 'three'); create unique index on parent (lower(email))`,
    );
    const id = await stage(project, saved, { mode: 'merge' });
    expect(await rehearse(id)).toMatchObject({
      tables: expect.arrayContaining([
        { table_no: 0, insert: 0, update: 0, delete: 0, conflict: 4, rows_now: '0' },
        { table_no: 1, insert: 1, update: 0, delete: 0, conflict: 2, rows_now: '1' },
      ]),
      conflicts: [
        { row: 0, reason: 'does not fit', constraint: 'child_id_check', columns: ['id'], values: ['1'] },
        {
          row: 1,
          reason: 'parent missing',
          constraint: 'child_parent_id_fkey',
          values: ['2'],
          references: 'public.parent',
        },
        { row: 2, reason: 'parent missing', values: ['3'] },
        { row: 3, reason: 'does not fit', columns: ['note'], values: ['far too long'], constraint: null },
        {
          row: 1,
          reason: 'parent missing',
          columns: ['above'],
          values: ['2'],
          references: 'public.grandparent',
          message: 'public.grandparent has no row with (id) = (2).',
        },
        { row: 2, reason: 'value taken', constraint: 'parent_lower_idx' },
      ],
    });
    expect(await apply(id)).toMatchObject({
      tables: [
        { inserted: 0, left_out: 4 },
        { inserted: 1, left_out: 2 },
      ],
    });
    expect(await contents(project, ['parent', 'child'])).toEqual({ parent: ['(1,1,one)', '(7,1,three)'], child: [] });
  });

  test('stop it where that was asked for', async () => {
    const { saved, after } = await changed(['child'], family, 'delete from child; delete from parent where id = 3');
    const id = await stage(project, saved, { mode: 'add', conflicts: 'stop' });
    expect(await rehearse(id)).toMatchObject({ tables: [{ insert: 2, conflict: 2 }] });
    await expect(apply(id)).rejects.toThrow('HFR09');
    expect(await contents(project, ['child'])).toEqual(after);
  });

  test('a row of an added table whose key is there already is one', async () => {
    const { saved } = await changed(['child'], family, 'delete from child where id = 1');
    const id = await stage(project, saved, { mode: 'add' });
    await editor.query('insert into child values (1, 1, null)');
    expect(await rehearse(id)).toMatchObject({
      conflicts: [{ reason: 'value taken', constraint: 'child_pkey', values: ['1'] }],
    });
  });

  test('what only applying can find rolls everything back and says at which row', async () => {
    const { saved, after } = await changed(['parent', 'child'], family, 'delete from child; delete from parent');
    const states = await switches();
    const id = await stage(project, saved);
    await editor.query(`alter table parent add constraint named check (email <> 'two')`);
    await expect(apply(id)).rejects.toThrow(/23514: public\.parent: .*"named" It is the row with \(id\) = \(2\)/);
    expect(await contents(project, ['parent', 'child'])).toEqual(after);
    expect(await switches()).toEqual(states);
    expect(await ask(project, 'holdfast_restore_status', { id })).toMatchObject({ state: 'begun' });
  });
});
