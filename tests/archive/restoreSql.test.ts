import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import type { RestoreMode } from '../../src/core/restore.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { exportRestoreSql } from '../../src/tasks/exportRestoreSql.ts';
import { type PsqlResult, runBash, runPsql } from '../supabase/psql.ts';
import { unpack } from '../tasks/archiveEdits.ts';
import { type Connected, connect } from '../tasks/connectedProject.ts';
import { partOf } from '../tasks/smallArchive.ts';
import { countedServices, idOfDay, storeBackup } from '../tasks/storedBackups.ts';
import { databaseState, putRowsAside, scramble } from './databaseState.ts';

const going = () => new AbortController().signal;

const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-restore-'));
const connections: Connected[] = [];
afterAll(async () => {
  rmSync(folder, { recursive: true });
  for (const connected of connections) await connected.stop();
});

async function open(database: 'demo' | 'zoo' | 'empty'): Promise<Connected> {
  const connected = await connect({ database, rows: 3_000 });
  connections.push(connected);
  return connected;
}

async function backUp({ services }: Connected): Promise<string> {
  const { id, status } = await createBackup(services, { type: 'manual', reason: '' }, going(), () => undefined);
  expect(status).toBe('completed');
  return id;
}

async function textOf(
  { services }: Connected,
  backupId: string,
  mode: RestoreMode = 'replace',
  tables: string[] | null = null,
): Promise<string> {
  return await (await exportRestoreSql(services, { backupId, mode, tables }, going())).blob.text();
}

/** Runs a file as the owner of the project, who is no superuser. */
async function run({ sample }: Connected, text: string): Promise<PsqlResult> {
  writeFileSync(path.join(folder, 'restore.sql'), text);
  return await runPsql(sample.ownerUrl, ['-f', 'restore.sql'], folder);
}

const done = { code: 0, stderr: '', stdout: expect.stringContaining('Restored. Nothing is left to do.') };

/** Where only missing rows were added and rows with other values stayed: it says how many, and what would write them. */
function expectNotAll({ code, stderr, stdout }: PsqlResult, rows: string, toWriteThem: string): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Restored only what was missing. ${rows} there with other values than in the backup`);
  expect(stdout).toContain(toWriteThem);
  expect(stdout).not.toContain('Nothing is left to do');
}

/** Unpacks the archive of a backup, and runs the line of its README.txt that has this in it, as it stands there or for other tables. */
async function runReadme(
  { sample, services }: Connected,
  backupId: string,
  having: string | null,
  tables?: string,
): Promise<PsqlResult> {
  const unpacked = mkdtempSync(path.join(folder, 'unpacked-'));
  for (const [name, bytes] of await unpack(
    new Uint8Array(await ((await services.store.open(backupId)) as Blob).arrayBuffer()),
  )) {
    mkdirSync(path.dirname(path.join(unpacked, name)), { recursive: true });
    writeFileSync(path.join(unpacked, name), bytes);
  }
  const lines = readFileSync(path.join(unpacked, 'README.txt'), 'utf8').split('\n');
  const commands = lines.filter((line) => line.startsWith('psql "$DATABASE_URL"'));
  expect(commands).toHaveLength(3);
  const line = commands.find((command) => (having === null ? !command.includes('-v') : command.includes(having)));
  const result = await runBash(
    sample.ownerUrl,
    tables === undefined ? (line ?? 'false') : (line ?? '').replace(/tables=\S+/, `tables=${tables}`),
    unpacked,
  );
  expect(existsSync(path.join(unpacked, 'restore-steps.sql'))).toBe(result.code !== 0);
  return result;
}

async function wipe({ sample }: Connected, state: Record<string, string>): Promise<void> {
  const names = Object.keys(state).flatMap((what) => (what.startsWith('rows ') ? [what.slice(5)] : []));
  await sample.sql(`truncate ${names.join(', ')} restart identity cascade`);
}

describe('exportRestoreSql', () => {
  /** A backup of three tables, of which one was not read to its end. */
  async function stored(change: (manifest: Manifest) => void = () => undefined) {
    const services = await countedServices();
    await storeBackup(services, {
      day: 24,
      tables: ['audits', 'orders', 'users'].map((name) => ({ name, parts: [partOf(1, 3)] })),
      manifest(manifest) {
        const [audits, orders] = manifest.tables;
        const note = { name: 'note', type: 'text', nullable: true, generated: 'never', identity: 'never' };
        for (const { columns } of manifest.tables) columns.push(note);
        if (audits !== undefined) Object.assign(audits, { outcome: 'partial', error: 'Rows are hidden from you.' });
        const reference = { columns: ['id'], references: 'public.users', referenced_columns: ['id'] };
        orders?.foreign_keys.push(reference);
        change(manifest);
      },
    });
    return services;
  }
  const request = { backupId: idOfDay(24), tables: null, mode: 'replace' } as const;

  test('replaces only what the backup is known to hold as a whole, parents before children', async () => {
    const services = await stored();
    await expect(exportRestoreSql(services, request, going())).rejects.toMatchObject({
      code: 'restore-refused',
      message: expect.stringContaining('public.audits cannot be replaced. The backup does not hold every row'),
    });
    expect(await services.audit.list(services.project.id)).toEqual([]);
    const told: number[] = [];
    const chosen = { ...request, tables: ['public.orders', 'public.users'] };
    const file = await exportRestoreSql(services, chosen, going(), ({ rows }) => told.push(rows));
    expect(file).toMatchObject({ filename: 'restore-2026-03-24T01-00-00-000Z.sql', tables: 2, rows: 6 });
    expect(told).toEqual([3, 6]);
    const text = await file.blob.text();
    expect(text.indexOf("(1, 'public.users'")).toBeLessThan(text.indexOf("(2, 'public.orders'"));
    expect(text).toContain('ROWS THAT THE BACKUP DOES NOT HAVE ARE DELETED');
    const [entry] = await services.audit.list(services.project.id);
    expect(entry).toMatchObject({
      action: 'export',
      details: expect.stringContaining('2 tables with 6 rows as restore.sql (replace)'),
    });
  });

  test('of a backup without the helper nothing is replaced, and a damaged part ends it', async () => {
    const declared = await stored((manifest) => Object.assign(manifest, { status: 'unproven', coverage: 'declared' }));
    const users = { ...request, tables: ['public.users'] };
    await expect(exportRestoreSql(declared, users, going())).rejects.toMatchObject({ code: 'restore-refused' });
    expect((await exportRestoreSql(declared, { ...users, mode: 'merge' }, going())).rows).toBe(3);
    const damaged = await stored((manifest) => {
      const part = manifest.tables[2]?.parts[0];
      if (part !== undefined) part.sha256 = '0'.repeat(64);
    });
    await expect(exportRestoreSql(damaged, users, going())).rejects.toMatchObject({ code: 'archive-damaged' });
    await expect(exportRestoreSql(damaged, { ...request, tables: ['public.none'] }, going())).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('restoring the demo with psql alone, as a role that is no superuser', () => {
  let connected: Connected;
  let backupId: string;
  let state: Record<string, string>;
  let text: string;
  const now = () => databaseState(connected.sample);

  beforeAll(async () => {
    connected = await open('demo');
    await connected.sample.sql('alter table cms_pages enable always trigger cms_pages_updated');
    await putRowsAside(connected.sample);
    backupId = await backUp(connected);
    state = await now();
    text = await textOf(connected, backupId);
  });

  test('restore.sql, replace: after changes at random everything is as it was; a file that fails changes nothing', async () => {
    await scramble(connected.sample);
    const scrambled = await now();
    expect(scrambled).not.toEqual(state);
    const failed = await run(connected, text.replace(/\ncommit;\n/, '\nselect 1 / 0;\ncommit;\n'));
    expect(failed).toMatchObject({ code: 3, stderr: expect.stringContaining('division by zero') });
    expect(await now()).toEqual(scrambled);
    expect(await run(connected, text)).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('restore.sql, add: a wiped database gets everything back', async () => {
    await wipe(connected, state);
    expect(await run(connected, await textOf(connected, backupId, 'add'))).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('the archive and its README.txt, replace: after changes at random everything is as it was', async () => {
    await scramble(connected.sample);
    expect(await runReadme(connected, backupId, 'mode=replace')).toMatchObject(done);
    expect(await now()).toEqual(state);
  });
});

describe('restoring tables that refer to one another in every way', () => {
  let connected: Connected;
  let backupId: string;
  const sql = (query: string) => connected.sample.sql(query);
  const tables = ['public.people', 'public.notes', 'public.tallies'];
  const peopleNow = () => sql('select * from people order by id');

  beforeAll(async () => {
    connected = await open('empty');
    await sql(`begin; set local role postgres; set local test.quiet = 'on';
      create table people (id integer primary key, code text not null unique, boss integer references people on delete restrict,
        number bigint generated always as identity, label text generated always as (code || '!') stored);
      create table notes (id integer primary key, person integer not null references people on delete cascade,
        code text references people (code) on update cascade, body json);
      create table tallies (n integer, body json);
      create table comments (id integer primary key, note integer references notes on delete cascade);
      create function refuse() returns trigger language plpgsql as $$ begin
        if current_setting('test.quiet', true) = 'on' then return coalesce(new, old); end if;
        raise exception 'a trigger ran';
      end $$;
      create trigger first before insert or update or delete on people for each row execute function refuse();
      create trigger second after delete on notes for each statement execute function refuse();
      create trigger third before update on notes for each row execute function refuse();
      alter table people enable always trigger first; alter table notes disable trigger second; alter table notes enable replica trigger third;
      insert into people (id, code, boss) values (1, 'a', null), (2, 'b', 1), (3, 'c', 2), (4, 'd', 4), (5, 'e', 4), (6, 'f', 4), (7, 'g', 4);
      insert into notes values (1, 1, 'a', '{"a": 1}'), (2, 2, 'b', '[1, 2]'), (3, 4, 'd', null), (4, 5, null, 'null'), (6, 6, 'f', null);
      insert into tallies values (1, '1'), (1, '1'), (2, null), (3, '[3]');
      insert into comments values (1, 3), (2, 3);
      grant select on people, notes, tallies, comments to authenticated;
      notify pgrst, 'reload schema'; commit`);
    backupId = await backUp(connected);
  });

  /** Codes swapped, a boss changed, rows deleted and added, a value taken over by another row. */
  async function change(): Promise<void> {
    await sql(`begin; set local session_replication_role = replica; set local test.quiet = 'on';
      update people set code = 'x' where id = 6; update people set code = 'f' where id = 7; update people set code = 'g' where id = 6;
      update people set boss = 3 where id = 2;
      update people set number = default where id = 3;
      delete from people where id = 5; insert into people (id, code, boss) values (8, 'e', 1), (9, 'nine', 8);
      update notes set person = 9, code = 'nine' where id = 2; delete from notes where id = 4; insert into notes values (5, 9, 'e', '{}');
      delete from tallies where n = 1 or n = 3; insert into tallies values (1, '1'), (3, '[3 ]'), (4, null);
      commit`);
  }

  test('replace: swapped unique values, self references under RESTRICT, cascades and identity columns come out as they were', async () => {
    const state = await databaseState(connected.sample);
    await change();
    expect(await run(connected, await textOf(connected, backupId, 'replace', tables))).toMatchObject({
      ...done,
      stdout: expect.stringMatching(/public.people +\|\s+1 \|\s+4 \|\s+2 \|\s+7\n/),
    });
    const after = await databaseState(connected.sample);
    expect({ ...after, 'sequence public.people_number_seq': '' }).toEqual({
      ...state,
      'sequence public.people_number_seq': '',
    });
  });

  test('replace: stops where rows of a table outside would go too, and with that table it does not', async () => {
    const state = await databaseState(connected.sample);
    await sql(`insert into notes values (7, 4, null, null);
      insert into comments values (9, 7)`);
    // Nor are rows taken out for a moment of which that is true.
    await sql(`insert into comments values (10, 6); begin; set local test.quiet = 'on';
      update people set code = 'x' where id = 6; update people set code = 'f' where id = 7; update people set code = 'g' where id = 6; commit`);
    const moved = await run(connected, await textOf(connected, backupId, 'merge', tables));
    expect(moved.stderr).toContain('Unique values move between rows of public.people');
    await sql('delete from comments where id = 10');
    const changed = await databaseState(connected.sample);
    const result = await run(connected, await textOf(connected, backupId, 'replace', tables));
    expect(result.code).toBe(3);
    expect(result.stderr).toContain(
      'Rows outside this restore would be touched: 1 rows of comments refer to rows of notes that would be deleted, and would be deleted too.',
    );
    expect(await databaseState(connected.sample)).toEqual(changed);
    expect(await run(connected, await textOf(connected, backupId))).toMatchObject(done);
    expect(await databaseState(connected.sample)).toEqual(state);
  });

  test('add and merge: what is there and not in the backup stays', async () => {
    await sql(`begin; set local session_replication_role = replica; set local test.quiet = 'on'; delete from people where id = 3; update people set boss = 1 where id = 5;
      insert into people (id, code, boss) values (8, 'eight', 5); delete from tallies where n < 3; insert into tallies values (1, '1'), (9, null); commit`);
    const bosses = async () => (await peopleNow()).map(({ id, boss }) => `${id}:${boss ?? ''}`).join(' ');
    const tallies = async () => (await sql('select n from tallies order by n')).map(({ n }) => n).join(' ');
    expectNotAll(await run(connected, await textOf(connected, backupId, 'add', tables)), '1 row is', 'choose Merge');
    expect(await bosses()).toBe('1: 2:1 3:2 4:4 5:1 6:4 7:4 8:5');
    expect(await tallies()).toBe('1 1 2 3 9');
    expect(await runReadme(connected, backupId, 'mode=merge')).toMatchObject(done);
    expect(await runReadme(connected, backupId, 'mode=merge', 'public.people,public.tallies')).toMatchObject(done);
    expect(await bosses()).toBe('1: 2:1 3:2 4:4 5:4 6:4 7:4 8:5');
    expect(await tallies()).toBe('1 1 2 3 9');
  });

  test('rows in the way that a trigger made for new accounts: adding says that they stay, merging or replacing writes them', async () => {
    expect(await run(connected, await textOf(connected, backupId))).toMatchObject(done);
    const stateNow = async () => {
      const { 'sequence public.people_number_seq': _, ...others } = await databaseState(connected.sample);
      return others;
    };
    const state = await stateNow();
    const lose = async () => {
      await wipe(connected, state);
      await sql(`begin; set local test.quiet = 'on';
        insert into people (id, code) values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'); commit`);
    };
    // The first is as in the backup; the others have lost their boss.
    await lose();
    const added = await runReadme(connected, backupId, null);
    expectNotAll(added, '3 rows are', 'run it again with -v mode=merge');
    expect(added.stdout).toMatch(/ table +\| inserted \| differ, left as they are \| rows now\s*\n/);
    expect(added.stdout).toMatch(/public.people +\|\s+3 \|\s+3 \|\s+7\n/);
    expect(added.stdout).toMatch(/public.notes +\|\s+5 \|\s+0 \|\s+5\n/);
    expect(await runReadme(connected, backupId, 'mode=merge', 'public.people')).toMatchObject(done);
    expect(await stateNow()).toEqual(state);
    // Now nothing differs, and adding says so.
    expect(await runReadme(connected, backupId, null)).toMatchObject(done);

    await lose();
    await sql(`begin; set local test.quiet = 'on'; insert into people (id, code) values (99, 'blank'); commit`);
    expect(await runReadme(connected, backupId, 'mode=replace')).toMatchObject(done);
    expect(await stateNow()).toEqual(state);
  });

  test('stops with words, and changes nothing, where a table or a column is missing', async () => {
    await sql('delete from comments; alter table tallies rename to gone; alter table notes rename body to text');
    const state = await databaseState(connected.sample);
    const text = await textOf(connected, backupId);
    expect((await run(connected, text)).stderr).toContain('These tables are not in this database: public.tallies.');
    const fewer = await textOf(connected, backupId, 'merge', ['public.notes']);
    expect((await run(connected, fewer)).stderr).toContain(
      'columns that these tables do not have today: public.notes.body.',
    );
    expect(await databaseState(connected.sample)).toEqual(state);
  });
});

describe('restoring every type and name with psql alone', () => {
  let connected: Connected;
  let backupId: string;
  let state: Record<string, string>;
  const now = () => databaseState(connected.sample);

  beforeAll(async () => {
    connected = await open('zoo');
    await connected.sample.sql(`alter table half_hidden disable row level security;
      grant select on half_hidden, no_grants to authenticated;`);
    await putRowsAside(connected.sample);
    backupId = await backUp(connected);
    state = await now();
  });

  test('restore.sql, replace: after changes at random everything is as it was', async () => {
    await scramble(connected.sample);
    expect(await run(connected, await textOf(connected, backupId))).toMatchObject(done);
    expect(await now()).toEqual(state);
  });

  test('the archive and its README.txt: a wiped database gets everything back', async () => {
    await wipe(connected, state);
    expect(await runReadme(connected, backupId, null)).toMatchObject(done);
    expect(await now()).toEqual(state);
  });
});
