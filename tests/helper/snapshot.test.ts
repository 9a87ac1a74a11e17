import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Project, startProject } from '../supabase/startProject.ts';
import {
  type Answer,
  type CatalogTable,
  call,
  callAsAdmin,
  type Page,
  readCatalog,
  readPages,
  rowsOf,
  sqlName,
  tokenOf,
} from './helperProject.ts';
import { membersOf } from './jsonText.ts';

interface Snapshot {
  id: string;
  taken_at: string;
  tables: {
    table: string;
    rows: number;
    chunks: number;
    visible: number | null;
    total: number | null;
    error: { code: string; message: string } | null;
  }[];
  catalog: { tables: CatalogTable[]; sequences: { name: string; last_value: string | null }[] };
}

let project: Project;
let tables: CatalogTable[];
beforeAll(async () => {
  project = await startProject({ database: 'zoo' });
  tables = (await readCatalog(project)).tables.filter((table) => table.readable);
});
afterAll(() => project?.stop());
afterEach(() => project.sql('delete from holdfast.snapshots'));

async function begin(args: object): Promise<Snapshot> {
  return JSON.parse(await callAsAdmin(project, 'holdfast_snapshot_begin', args)) as Snapshot;
}

async function chunksOf({ id }: { id: string }, { table, chunks }: Snapshot['tables'][number]): Promise<Page[]> {
  const pages: Page[] = [];
  for (let chunk_no = 0; chunk_no < chunks; chunk_no += 1) {
    const body = await callAsAdmin(project, 'holdfast_snapshot_read', { id, table_name: table, chunk_no });
    expect(body.startsWith('[{"rows":[')).toBe(true);
    const text = body.slice(1, -1);
    const read = (name: string) => JSON.parse(membersOf(text).get(name) ?? '') as unknown;
    expect(read('next')).toEqual(chunk_no + 1 < chunks ? [`${chunk_no + 1}`] : null);
    pages.push({ text, count: read('count') as number, next: null, overrides: read('overrides') as Page['overrides'] });
  }
  return pages;
}

/** Overrides with their rows counted from the first of all pages. */
function overridesOf(pages: readonly Page[]): Page['overrides'] {
  let before = 0;
  return pages.flatMap(({ count, overrides }) => {
    before += count;
    return overrides.map((override) => ({ ...override, row: override.row + before - count }));
  });
}

const codeOf = ({ status, body }: Answer) => [
  status,
  status < 300 ? null : (JSON.parse(body) as { code: string }).code,
];
const held = () =>
  project.sql('select count(*) from holdfast.snapshots union all select count(*) from holdfast.snapshot_chunks');

describe('the rows of a snapshot', () => {
  test('are byte for byte those of holdfast_export, overrides included, in chunks of any size', async () => {
    const snapshot = await begin({ id: randomUUID(), tables: tables.map(sqlName), page_bytes: 20_000 });
    expect(snapshot.tables.map(({ table }) => table)).toEqual(tables.map(sqlName));
    expect(snapshot.tables.filter(({ chunks }) => chunks > 2).length).toBeGreaterThan(3);
    for (const said of snapshot.tables) {
      const pages = await chunksOf(snapshot, said);
      const exported = await readPages(project, said.table, 1000);
      expect(rowsOf(pages), said.table).toEqual(rowsOf(exported));
      expect(overridesOf(pages), said.table).toEqual(overridesOf(exported));
      expect([said.rows, said.error]).toEqual([rowsOf(pages).length, null]);
    }
    // Counts and catalog of the same moment come with it.
    const names = snapshot.tables.map(({ table }) => table);
    const counts = JSON.parse(await callAsAdmin(project, 'holdfast_counts', { tables: names })) as Snapshot['tables'];
    const counted = (list: Snapshot['tables']) => list.map(({ table, visible, total }) => [table, visible, total]);
    expect(counted(snapshot.tables)).toEqual(counted(counts));
    const { tables: described, sequences } = await readCatalog(project);
    expect([snapshot.catalog.tables, snapshot.catalog.sequences]).toEqual([described, sequences]);
  });

  test('are those of before what is written while it is read, in every table', async () => {
    await project.sql(`create table public.first (id integer primary key, n integer); create table public.second (n integer);
      insert into public.first values (1, 1); insert into public.second values (1);
      grant select on public.first, public.second to authenticated; alter table public.first enable row level security;
      -- it makes reading the first table last
      create policy slow on public.first using (pg_sleep(3) is not null)`);
    const reading = begin({ id: randomUUID(), tables: ['public.first', 'public.second'] });
    await expect
      .poll(
        () =>
          project.sql(`select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`),
        {
          interval: 20,
          timeout: 20_000,
        },
      )
      .toHaveLength(1);
    await project.sql('insert into public.second values (2)');
    expect((await reading).tables.map(({ rows }) => rows)).toEqual([1, 1]);
    await project.sql('drop table public.first, public.second');
  });
});

test('a table that cannot be read is said to be so, and does not spoil the others', async () => {
  const [good] = tables;
  await project.sql('create table public.closed (id integer)'); // nobody may read it
  await project.sql('revoke all on public.closed from authenticated');
  const snapshot = await begin({
    id: randomUUID(),
    tables: ['public.gone', sqlName(good as CatalogTable), 'public.closed'],
  });
  expect(snapshot.tables.map(({ error }) => error?.code ?? null)).toEqual(['42P01', null, '42501']);
  await project.sql('drop table public.closed');
});

test('tables that are larger than it may be are refused with their sizes, and nothing is copied', async () => {
  const answer = await call(project, tokenOf(project, project.admin.id), 'holdfast_snapshot_begin', {
    id: randomUUID(),
    tables: tables.map(sqlName),
    most_bytes: 100_000,
  });
  expect(codeOf(answer)).toEqual([400, 'HFS01']);
  expect(answer.body).toMatch(
    /The tables take up \d+\.\d MB, and a snapshot may copy 0\.1 MB at most\. The largest: public\.half_hidden 0/,
  );
  expect(await held()).toEqual([{ count: '0' }, { count: '0' }]);
});

describe('who may', () => {
  const OTHER = '00000000-0000-0000-0000-00000000000c';

  test('only its maker reads it, asks for it or ends it', async () => {
    await project.sql(
      `insert into holdfast.admins values ('${OTHER}', array['create', 'restore']) on conflict do nothing`,
    );
    const table = sqlName(tables[0] as CatalogTable);
    const { id } = await begin({ id: randomUUID(), tables: [table] });
    const calls = {
      open: { tables: [], most_bytes: 1 },
      store: { table_name: table, chunk_no: 1, rows: [], overrides: [], count: 0 },
      finish: { outcome: [], schemas: ['public'] },
      begin: { tables: [] },
      status: {},
      read: { table_name: table },
      end: {},
    };
    const answersTo = async (token: string | null) => {
      const seen: Record<string, unknown> = {};
      for (const [name, args] of Object.entries(calls)) {
        const answer = await call(project, token, `holdfast_snapshot_${name}`, { id, ...args });
        seen[name] = answer.status === 200 ? (JSON.parse(answer.body) as unknown) : codeOf(answer);
      }
      return seen;
    };
    const refused = (status: number) => Object.fromEntries(Object.keys(calls).map((name) => [name, [status, '42501']]));
    expect(await answersTo(null)).toEqual(refused(401));
    expect(await answersTo(tokenOf(project, randomUUID()))).toEqual(refused(403));
    const other = await answersTo(tokenOf(project, OTHER, { app_metadata: { role: 'admin' } }));
    expect(other).toEqual({
      open: [400, 'HFS00'],
      store: [403, '42501'],
      finish: [403, '42501'],
      begin: [400, 'HFS02'],
      status: { state: 'unknown', snapshot: null },
      read: [400, 'HFS03'],
      end: false,
    });
    const status = JSON.parse(await callAsAdmin(project, 'holdfast_snapshot_status', { id })) as object;
    expect(status).toMatchObject({ state: 'ready', snapshot: { id } });
    expect(await callAsAdmin(project, 'holdfast_snapshot_end', { id })).toBe('true');
    expect(await held()).toEqual([{ count: '0' }, { count: '0' }]);
  });

  test('nobody puts anything into a snapshot from outside of its transaction, its maker included', async () => {
    const table = sqlName(tables[0] as CatalogTable);
    const { id } = await begin({ id: randomUUID(), tables: [table] });
    const before = await project.sql('select * from holdfast.snapshot_chunks');
    const chunk = { id, table_name: table, chunk_no: 1, rows: [{ forged: 1 }], overrides: [], count: 1 };
    const token = tokenOf(project, project.admin.id);
    const codes = [
      codeOf(await call(project, token, 'holdfast_snapshot_store', chunk)),
      codeOf(await call(project, token, 'holdfast_snapshot_finish', { id, outcome: [], schemas: ['public'] })),
      codeOf(await call(project, token, 'holdfast_snapshot_open', { id: randomUUID(), tables: [], most_bytes: 1 })),
    ];
    expect(codes).toEqual([
      [403, '42501'],
      [403, '42501'],
      [400, 'HFS00'],
    ]);
    expect(await project.sql('select * from holdfast.snapshot_chunks')).toEqual(before);
  });
});

describe('an answer that is lost', () => {
  test('is there under the same id, which makes no second snapshot', async () => {
    const id = randomUUID();
    const first = await begin({ id, tables: tables.slice(0, 2).map(sqlName) });
    expect(await begin({ id, tables: tables.slice(0, 2).map(sqlName) })).toEqual(first);
  });

  test('while it is read it says so, a second call is refused, and ending it stops it', async () => {
    await project.sql(`create table public.slow (id integer primary key); insert into public.slow select generate_series(1, 40);
      grant select on public.slow to authenticated; alter table public.slow enable row level security;
      create policy slow on public.slow using (pg_sleep(0.1) is not null)`);
    const id = randomUUID();
    const token = tokenOf(project, project.admin.id);
    const args = { id, tables: ['public.slow'], page_bytes: 1 };
    const reading = call(project, token, 'holdfast_snapshot_begin', args);
    await expect
      .poll(() => callAsAdmin(project, 'holdfast_snapshot_status', { id }), { interval: 20 })
      .toContain('"reading"');
    expect(codeOf(await call(project, token, 'holdfast_snapshot_begin', args))).toEqual([400, 'HFS02']);
    expect(await callAsAdmin(project, 'holdfast_snapshot_end', { id })).toBe('false');
    expect(codeOf(await reading)).toEqual([400, 'HFS04']);
    expect(await held()).toEqual([{ count: '0' }, { count: '0' }]);
    await project.sql('drop table public.slow');
  });
});

test('what is older than an hour goes at the next one, whoever made it', async () => {
  const old = await begin({ id: randomUUID(), tables: [] });
  await project.sql(`update holdfast.snapshots set taken_at = now() - interval '61 minutes', caller = 'somebody'`);
  const next = await begin({ id: randomUUID(), tables: [] });
  const ids = await project.sql('select id from holdfast.snapshots');
  expect(ids).toEqual([{ id: next.id }]);
  expect(old.id).not.toBe(next.id);
});

describe('called in SQL', () => {
  /** A client that is the admin for as long as its transaction lasts. */
  async function beginAs(isolation: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: project.ownerUrl });
    await client.connect();
    const claims = JSON.stringify({ role: 'authenticated', sub: project.admin.id });
    await client.query(`begin isolation level ${isolation}`);
    await client.query(`set local role authenticated; select set_config('request.jwt.claims', '${claims}', true)`);
    return client;
  }
  const snapshotOf = (client: pg.Client, name: string) =>
    client.query('select public.holdfast_snapshot_begin($1, $2)', [randomUUID(), [name]]);

  test('it refuses a transaction that does not see one moment', async () => {
    const client = await beginAs('read committed');
    try {
      await expect(snapshotOf(client, 'public.any')).rejects.toThrow(
        'This call does not see one moment: its transaction is "read committed".',
      );
    } finally {
      await client.end();
    }
  });

  test.each([
    ['emptied', 'truncate public.brief'],
    ['rewritten', 'alter table public.brief alter column n type text'],
    ['given a column', 'alter table public.brief add column more integer default 7'],
    ['robbed of one', 'alter table public.brief drop column n'],
    ['renamed in part', 'alter table public.brief rename column n to m'],
  ])('it refuses a table that is %s between the moment and the reading', async (_what, change) => {
    await project.sql('create table public.brief (id integer primary key, n integer)');
    await project.sql('insert into public.brief values (1, 1); grant select on public.brief to authenticated');
    const client = await beginAs('repeatable read'); // its first query is the moment
    try {
      await project.sql(change);
      await expect(snapshotOf(client, 'public.brief')).rejects.toThrow('public.brief was altered at this moment.');
    } finally {
      await client.end();
      await project.sql('drop table public.brief');
    }
  });
});
