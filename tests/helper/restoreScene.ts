import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import { ask, contents, type Saved, type Staging, save, stage } from './restoring.ts';

/** The project of the test file that runs, see `setScene`. */
export let project: Project;
/** The SQL editor: as the owner of the project, who is no superuser. */
export let editor: pg.Client;

/** Gives the calling test file a project of its own; its tables go after each test. */
export function setScene(): void {
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
}

/** What applying and undoing answer, as far as the tests look at it. */
interface Report {
  tables: { table: string; inserted: number; updated: number; deleted: number; left_out: number; rows_after: string }[];
}
/** As the admin, over REST; these throw `code: message` when they are refused. */
export const apply = (id: string) => ask(project, 'holdfast_restore_apply', { id }) as Promise<Report>;
export const undo = (id: string) => ask(project, 'holdfast_restore_undo', { id }) as Promise<Report>;
export const rehearse = (id: string) => ask(project, 'holdfast_restore_rehearse', { id });

/** Everything that a restore switches off for a while: triggers, foreign keys, identity columns. */
export const switches = () =>
  project.sql(`select t.tgrelid::regclass::text as relation, t.tgname::text as name, t.tgenabled::text as state from pg_trigger t where not t.tgisinternal
    union all select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) || c.condeferrable || c.condeferred from pg_constraint c where c.contype = 'f'
    union all select a.attrelid::regclass::text, a.attname, a.attidentity::text from pg_attribute a where a.attidentity <> ''
    order by 1, 2, 3`);

/** Makes tables, saves them, and changes them. */
export async function changed(
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

/** Replaces what was changed, and undoes it; rehearsed or not, the tables are exactly as they were each time. */
export async function replacesAndUndoes(
  tables: string[],
  setup: string,
  change: string,
  options: Staging = {},
): Promise<Report> {
  const { saved, before, after } = await changed(tables, setup, change);
  const states = await switches();
  const id = await stage(project, saved, { ...options, rehearse: false });
  expect(await rehearse(id)).toMatchObject({ conflicts: [], outside: [], problems: [] });
  const report = await apply(id);
  expect(await contents(project, tables)).toEqual(before);
  expect(await switches()).toEqual(states);
  await undo(id);
  expect(await contents(project, tables)).toEqual(after);
  expect(await switches()).toEqual(states);
  return report;
}
