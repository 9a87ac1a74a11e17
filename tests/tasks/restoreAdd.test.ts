import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { RestorePlan } from '../../src/core/restore.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';
import { removeHelper } from './removeHelper.ts';
import { tablesForAdmin } from './restoredTables.ts';
import { execute, rehearse } from './restoring.ts';

let connected: Connected;
let backup: BackupRecord;
const sql = (query: string) => connected.sample.sql(query);

beforeAll(async () => {
  connected = await connect({ database: 'empty' });
  await sql(`${tablesForAdmin(connected.sample.admin.id)};
    create table public.people (id integer primary key, name text);
    create table public.notes (id integer primary key, note text);
    insert into public.people select n, 'person ' || n from generate_series(1, 20) n;
    insert into public.notes select n, 'note ' || n from generate_series(1, 20) n;
    alter table public.people owner to postgres; alter table public.notes owner to postgres;
    notify pgrst, 'reload schema'`);
  backup = await backUp(connected.services);
});
afterAll(() => connected.stop());

const keptOf = ({ tables }: RestorePlan) => tables.map(({ table, keptDiffering }) => [table, keptDiffering]);

it('adding missing rows says of how many rows other values stay: with the helper, and without it', async () => {
  const { services } = connected;
  const scope = { kind: 'tables', tables: ['public.people', 'public.notes'] } as const;
  // Of people rows are missing and others differ; of notes nothing is missing.
  await sql(`delete from public.people where id > 15; update public.people set name = '' where id < 5;
    insert into public.people values (100, 'new'); update public.notes set note = null where id < 3`);

  for (const way of ['helper', 'rest'] as const) {
    if (way === 'rest') {
      await removeHelper(connected.sample);
      await sql('delete from public.people where id > 15 and id < 100');
    }
    const plan = await rehearse(services, backup.id, { scope, mode: 'add' });
    expect([plan.way, plan.refusals]).toEqual([way, []]);
    const differing = way === 'helper' ? 4 : 5;
    expect(keptOf(plan)).toEqual([
      ['public.people', differing],
      ['public.notes', 2],
    ]);
    // What the report says is what was found before it was written, not what the rehearsal had seen.
    await sql(`update public.people set name = '${way}' where id = ${way === 'helper' ? 5 : 6}`);
    const record = await execute(services, plan);
    expect([record.state, record.error]).toEqual(['restored', null]);
    expect(record.keptDiffering).toEqual([
      { table: 'public.people', rows: differing + 1 },
      { table: 'public.notes', rows: 2 },
    ]);
    expect(await services.restores.get(record.id)).toEqual(record);
    const [entry] = await services.audit.list(connected.project.id);
    expect(entry?.facts).toContainEqual({ label: 'Rows that differ and were left so', value: `${differing + 3}` });
    expect(await sql(`select count(*) as n from public.people where name in ('', 'helper', 'rest')`)).toEqual([
      { n: `${differing + 1}` },
    ]);
  }

  const merged = await rehearse(services, backup.id, { scope, mode: 'merge' });
  expect(keptOf(merged).map(([, kept]) => kept)).toEqual([undefined, undefined]);
  expect((await execute(services, merged)).keptDiffering).toBeUndefined();
  const again = await rehearse(services, backup.id, { scope, mode: 'add' });
  expect(keptOf(again).map(([, kept]) => kept)).toEqual([undefined, undefined]);
  expect(again.refusals[0]?.why).toContain('The project has all of this already');
});
