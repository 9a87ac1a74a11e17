import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { type Project, startProject } from '../supabase/startProject.ts';
import { ask, contents, type Mode, save, stage } from './restoring.ts';

let project: Project;
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

const TABLES = ['people', 'notes', 'lines'];

/** Rows by key, as Postgres writes them. */
interface World {
  people: Map<string, string>;
  notes: Map<string, string>;
  lines: string[];
}

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 });
const world: fc.Arbitrary<World> = fc
  .record({
    people: ids,
    notes: ids,
    lines: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
    picks: fc.array(fc.nat({ max: 20 }), { minLength: 21, maxLength: 21 }),
  })
  .map(({ people, notes, lines, picks }) => {
    const of = (list: readonly number[], n: number) => list[(picks[n] ?? 0) % (list.length + 1)] ?? '';
    const codes = new Set<string>();
    const freeCode = (n: number) => {
      const code = 'abcd'[(picks[n] ?? 0) % 5] ?? '';
      if (codes.has(code)) return '';
      if (code) codes.add(code);
      return code;
    };
    return {
      people: new Map(people.map((id) => [String(id), `(${id},${of(people, id)},${freeCode(id + 7)})`])),
      notes: new Map(notes.map((id) => [String(id), `(${id},${of(people, id + 14)},${(picks[id] ?? 0) % 2})`])),
      lines: lines.map((n) => `(${n})`).sort(),
    };
  });

const actions = fc.constantFrom('', 'on delete cascade', 'on delete set null', 'on delete restrict');
const kept = <T>(rows: Iterable<T>) => [...rows].sort();

async function fill({ people, notes, lines }: World): Promise<void> {
  const list = (rows: Iterable<string>) => `array[${[...rows].map((row) => `'${row}'`).join(',')}]::text[]`;
  await editor.query(`begin; truncate people, notes, lines; alter table people alter constraint boss deferrable initially deferred;
    insert into people select (r::people).* from unnest(${list(people.values())}) r; set constraints all immediate;
    alter table people alter constraint boss not deferrable;
    insert into notes select (r::notes).* from unnest(${list(notes.values())}) r;
    insert into lines select (r::lines).* from unnest(${list(lines)}) r; commit`);
}

const state = ({ people, notes, lines }: World) => ({
  people: kept(people.values()),
  notes: kept(notes.values()),
  lines: kept(lines),
});

/** What the definitions of the modes say, but for rows that are in conflict: those stay as they are. */
function wanted(backup: World, live: World, mode: Mode, conflicts: ReadonlySet<string>): World {
  const rows = (table: 'people' | 'notes') => {
    const result = new Map(mode === 'replace' ? [] : live[table]);
    for (const [id, row] of backup[table]) {
      const there = live[table].get(id);
      if (conflicts.has(`${table} ${id}`)) {
        if (there) result.set(id, there);
      } else if (mode !== 'add' || !there) result.set(id, row);
    }
    return result;
  };
  const missing = [...backup.lines];
  for (const line of live.lines) if (missing.includes(line)) missing.splice(missing.indexOf(line), 1);
  return {
    people: rows('people'),
    notes: rows('notes'),
    lines: mode === 'replace' ? backup.lines : kept([...live.lines, ...missing]),
  };
}

test('whatever is in the backup and whatever is there: each mode does what it is defined to do, and undoing takes it back', async () => {
  await fc.assert(
    fc.asyncProperty(
      world,
      world,
      fc.constantFrom<Mode>('add', 'merge', 'replace'),
      actions,
      actions,
      async (backup, live, mode, ofPeople, ofNotes) => {
        await editor.query(`drop table if exists people, notes, lines;
          create table people (id integer primary key, boss integer, code text unique,
            constraint boss foreign key (boss) references people ${ofPeople});
          create table notes (id integer primary key, person integer references people ${ofNotes}, n integer);
          create table lines (n integer)`);
        await fill(backup);
        const saved = await save(
          project,
          TABLES.map((table) => `public.${table}`),
        );
        await fill(live);
        const id = await stage(project, saved, { mode, chunkRows: 3, rehearse: false });
        const rehearsal = (await ask(project, 'holdfast_restore_rehearse', { id })) as {
          tables: { insert: number; update: number; delete: number; conflict: number }[];
          conflicts: { table_no: number; kind: string; chunk_no: number; row: number }[];
          outside: unknown[];
        };
        // A row that was taken from the backup by its place: only those that were sent have one.
        const plan = (await project.sql(
          `select c.table_no, c.kind, c.chunk_no, e.place - 1 as place, e.value ->> 'id' as id
           from holdfast.restore_chunks c cross join lateral json_array_elements(c.rows) with ordinality e (value, place) where c.restore_id = $1`,
          [id],
        )) as Record<string, string>[];
        const conflicts = new Set(
          rehearsal.conflicts.map((conflict) => {
            const row = plan.find(
              (one) =>
                Number(one.table_no) === conflict.table_no &&
                one.kind === conflict.kind &&
                Number(one.chunk_no) === conflict.chunk_no &&
                Number(one.place) === conflict.row,
            );
            const name = saved.tables[conflict.table_no]?.table.replace('"public".', '').replaceAll('"', '');
            return `${name} ${row?.id}`;
          }),
        );
        if (mode === 'replace') expect([...conflicts]).toEqual([]);
        expect(rehearsal.outside).toEqual([]);
        const report = (await ask(project, 'holdfast_restore_apply', { id })) as {
          tables: { inserted: number; updated: number; deleted: number; left_out: number }[];
        };
        expect(await contents(project, TABLES)).toEqual(state(wanted(backup, live, mode, conflicts)));
        expect(report.tables.map((t) => [t.inserted, t.updated, t.deleted, t.left_out])).toEqual(
          rehearsal.tables.map((t) => [t.insert, t.update, t.delete, t.conflict]),
        );
        await ask(project, 'holdfast_restore_undo', { id });
        expect(await contents(project, TABLES)).toEqual(state(live));
      },
    ),
    { numRuns: runs(5), endOnFailure: true, interruptAfterTimeLimit: runs(30_000) },
  );
});
