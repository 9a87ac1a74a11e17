import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { ask, contents, save, stage } from './restoring.ts';

let project: Project;
/** The SQL editor: as the owner of the project, who is no superuser. */
let editor: pg.Client;
beforeAll(async () => {
  project = await startProject({ database: 'empty', logRequests: false });
  editor = new pg.Client({ connectionString: project.ownerUrl });
  await editor.connect();
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

describe('replacing', () => {
  test('inserts, updates and deletes in one transaction; the next insert works; undoing takes it all back', async () => {
    await editor.query(`create table plain (id serial primary key, note text, n numeric);
      insert into plain (note, n) select 'row ' || i, i / 10.0 from generate_series(1, 50) i`);
    const saved = await save(project, ['public.plain']);
    const before = await contents(project, ['plain']);
    await editor.query(`delete from plain where id <= 5; update plain set note = null, n = 1.10 where id between 6 and 9;
      insert into plain (note) select 'new' from generate_series(1, 3)`);
    const changed = await contents(project, ['plain']);
    const id = await stage(project, saved);
    expect(await apply(id)).toMatchObject({
      tables: [{ table: '"public"."plain"', inserted: 5, updated: 4, deleted: 3, left_out: 0, rows_after: '50' }],
    });
    expect(await contents(project, ['plain'])).toEqual(before);
    expect(await project.sql(`select last_value, is_called from plain_id_seq`)).toEqual([
      { last_value: '50', is_called: 't' },
    ]);
    expect(await ask(project, 'holdfast_restore_status', { id })).toMatchObject({ state: 'applied', running: false });
    expect(await undo(id)).toMatchObject({ tables: [{ inserted: 3, updated: 4, deleted: 5, rows_after: '48' }] });
    expect(await contents(project, ['plain'])).toEqual(changed);
    expect(await project.sql('insert into plain default values returning id')).toEqual([{ id: '54' }]);
    await editor.query('drop table plain');
  });
});
