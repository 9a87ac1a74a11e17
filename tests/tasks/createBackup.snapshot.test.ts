import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupProgress, RunPhase } from '../../src/core/backupProgress.ts';
import type { BackupOptions } from '../../src/tasks/backupRun.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import { demandSnapshots } from '../../src/tasks/withSnapshot.ts';
import { openArchive } from '../archive/openArchive.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp as backUpInMemory, memoryServices, rowsFrom1 } from './memoryServices.ts';

/** As many accounts on each side, and what each holds at first. */
const accounts = 20_000;
const start = 1_000;
const tables = { mode: 'only' as const, names: ['public.checking', 'public.savings'] };

let connected: Connected;
beforeAll(async () => {
  connected = await connect({ rows: 5_000 });
  // One with a key and one without.
  await connected.sample.sql(`
    create table public.checking (id integer primary key, balance bigint not null, note text default repeat('x', 100));
    create table public.savings (id integer not null, balance bigint not null, note text default repeat('x', 100));
    create index on public.savings (id);
    insert into public.checking select n, ${start} from generate_series(1, ${accounts}) n;
    insert into public.savings select n, ${start} from generate_series(1, ${accounts}) n;
    grant select on public.checking, public.savings to authenticated; analyze public.checking; analyze public.savings`);
});
beforeEach(() => connected.sample.intercept(null));
afterAll(() => connected.stop());

const backUp = (
  options: Partial<BackupOptions>,
  signal = new AbortController().signal,
  report: (progress: BackupProgress) => void = () => undefined,
): Promise<BackupRecord> =>
  createBackup(connected.services, { type: 'manual', reason: '', tables, ...options }, signal, report);

/** Moves money from random accounts of either table to the other, one transaction after the next, for as long as `work` takes. */
async function whileMoving<T>(work: () => Promise<T>): Promise<{ result: T; moves: number }> {
  let ended = false;
  let moves = 0;
  const move = async () => {
    while (!ended) {
      const [from, to] = moves % 2 === 0 ? ['checking', 'savings'] : ['savings', 'checking'];
      const sum = 100 * (1 + (moves % 7)); // or what was missed in one would be made up for by the next
      await connected.sample.sql(`with picked as materialized (select distinct (random() * ${accounts - 1})::int + 1 as id from generate_series(1, 20)),
        taken as (update public.${from} t set balance = t.balance - ${sum} from picked where t.id = picked.id returning t.id)
        update public.${to} t set balance = t.balance + ${sum} from taken where t.id = taken.id`);
      moves += 1;
    }
  };
  const moving = move();
  try {
    return { result: await work(), moves };
  } finally {
    ended = true;
    await moving;
  }
}

/** All the money that the archive of a backup has. */
async function moneyIn({ id }: BackupRecord) {
  const archive = await openArchive((await connected.services.store.open(id)) ?? new Blob());
  const rows = archive.manifest.tables
    .flatMap(({ parts }) => parts)
    .flatMap(({ path }) => JSON.parse(archive.text(path)) as { balance: number }[]);
  return { manifest: archive.manifest, rows: rows.length, money: rows.reduce((sum, { balance }) => sum + balance, 0) };
}

const left = async () => (await connected.sample.sql('select count(*) from holdfast.snapshots'))[0]?.count;
/** What waits for a lock in this project: others are on the same server. */
const waiting = () =>
  connected.sample.sql(`select pid from pg_locks where not granted and relation = 'public.savings'::regclass
    and database = (select oid from pg_database where datname = current_database())`);
const isSnapshotCall = (name: string) => (request: { path: string }) =>
  request.path.endsWith(`/holdfast_snapshot_${name}`);

describe('while money moves between two tables all the time', () => {
  it('a snapshot has exactly the money that there is, every time', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { result: record, moves } = await whileMoving(() => backUp({ consistency: 'snapshot' }));
      expect(moves).toBeGreaterThan(3);
      expect(record).toMatchObject({ status: 'completed', consistency: 'snapshot', totalRows: 2 * accounts });
      const { manifest, rows, money } = await moneyIn(record);
      expect([rows, money]).toEqual([2 * accounts, 2 * accounts * start]);
      expect(manifest.consistency).toBe('snapshot');
      for (const table of manifest.tables.filter(({ outcome }) => outcome !== 'excluded')) {
        expect(table).toMatchObject({ outcome: 'exported', paging: 'snapshot', rows: accounts, rows_total: accounts });
        expect(table.read_finished_at).toBe(table.read_started_at); // the moment
      }
    }
    expect(await left()).toBe('0');
  });

  it('a backup that is read page by page need not: sooner or later one has too much or too little', async () => {
    const seen: number[] = [];
    for (let time = 0; time < 10 && seen.every((money) => money === 2 * accounts * start); time += 1) {
      const { result: record } = await whileMoving(() => backUp({}));
      expect(record.consistency).toBe('page');
      seen.push((await moneyIn(record)).money);
    }
    expect(seen.at(-1)).not.toBe(2 * accounts * start);
  });
});

describe('what goes wrong on the way', () => {
  it.each([
    ['the answer is lost', { cutAfterBytes: 100 }],
    ['a gateway gives up', { status: 504, body: '<html>gateway</html>' }],
  ])('%s: the run asks what became of the snapshot, and goes on', async (_name, fault) => {
    let begun = 0;
    connected.sample.intercept((request) => (isSnapshotCall('begin')(request) && begun++ === 0 ? fault : null));
    expect((await backUp({ consistency: 'snapshot' })).status).toBe('completed');
    // Where the project had read it, it is not read again.
    expect(begun).toBe('cutAfterBytes' in fault ? 1 : 2);
    expect(await left()).toBe('0');
  });

  it('where the way to the project ends while it reads, the run waits until it has read, and does not ask twice', async () => {
    let begun = 0;
    const asked: string[] = [];
    const rival = new pg.Client({ connectionString: connected.sample.postgresUrl });
    await rival.connect();
    connected.sample.intercept(async ({ path, body, headers }) => {
      if (path.includes('/holdfast_snapshot_')) asked.push(path.slice(path.lastIndexOf('_') + 1));
      if (asked.filter((name) => name === 'status').length === 2) await rival.query('rollback'); // it may read on
      if (!path.endsWith('/holdfast_snapshot_begin') || begun++ > 0) return null;
      // As a gateway does that gives up: it hangs up on the project, which knows nothing of it, and answers by itself.
      await rival.query('begin; lock table public.savings in access exclusive mode');
      const { authorization = '', apikey = '' } = headers;
      const giveUp = new AbortController();
      const forwarded = fetch(`${connected.sample.url}${path}`, {
        method: 'POST',
        headers: { authorization, apikey: String(apikey), 'content-type': 'application/json' },
        body,
        signal: giveUp.signal,
      });
      await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: 30_000, interval: 20 });
      giveUp.abort();
      await expect(forwarded).rejects.toThrow();
      return { status: 504, body: '<html>gateway</html>' };
    });
    try {
      expect((await backUp({ consistency: 'snapshot' })).status).toBe('completed');
    } finally {
      await rival.end();
    }
    expect(asked.filter((name) => name === 'begin')).toHaveLength(2); // the run's, and what the gateway made of it
    expect(asked.filter((name) => name === 'status').length).toBeGreaterThan(1);
    expect(await left()).toBe('0');
  });

  it('a chunk that is lost is fetched again', async () => {
    let faults = 2;
    connected.sample.intercept((request) =>
      isSnapshotCall('read')(request) && faults-- > 0 ? { cutAfterBytes: 5_000 } : null,
    );
    const record = await backUp({ consistency: 'snapshot' });
    expect(record.status).toBe('completed');
    expect((await moneyIn(record)).money).toBe(2 * accounts * start);
  });

  it('a snapshot that is gone is no backup of its tables', async () => {
    connected.sample.intercept(async (request) => {
      if (isSnapshotCall('read')(request)) await connected.sample.sql('delete from holdfast.snapshots');
      return null;
    });
    const record = await backUp({ consistency: 'snapshot' });
    expect(record).toMatchObject({ status: 'failed', archive: null });
    expect(record.error?.message).toContain('The snapshot is not there any more.');
  });

  it.each<RunPhase>([
    'snapshot',
    'reading',
  ])('a run that is cancelled in the phase %s leaves nothing in the project', async (phase) => {
    const abort = new AbortController();
    const record = await backUp({ consistency: 'snapshot' }, abort.signal, (progress) => {
      if (progress.phase === phase) abort.abort();
    });
    expect(record.status).toBe('cancelled');
    await vi.waitFor(async () => expect(await left()).toBe('0'), { timeout: 10_000 });
  });
});

it('what row level security hides is found out as always', async () => {
  await connected.sample.sql(`alter table public.savings enable row level security;
    create policy few on public.savings using (id <= 5)`);
  const record = await backUp({ consistency: 'snapshot' });
  expect(record.status).toBe('partial');
  expect(record.tables.find(({ table }) => table === 'public.savings')).toMatchObject({
    outcome: 'partial',
    rows: 5,
    error: '5 of 20,000 rows visible to you',
  });
});

describe('a project that cannot', () => {
  it('without the helper nothing is read, and the record says what to do', async () => {
    const services = await memoryServices([{ name: 'things', rows: rowsFrom1(3) }], false);
    const settings = await services.settings.load(services.project.id);
    await services.settings.save(services.project.id, {
      ...settings,
      declaredTables: [{ table: 'public.things', key: ['id'] }],
    });
    const record = await backUpInMemory(services, { consistency: 'snapshot' });
    expect(record).toMatchObject({ status: 'failed', consistency: 'snapshot', totalRows: 0, archive: null });
    expect(record.error).toMatchObject({ code: 'helper-missing', hint: expect.stringContaining('page by page') });
  });

  it('an older helper is told from one that can', async () => {
    const { services } = connected;
    const catalog = await services.project.openSession().catalog(null, new AbortController().signal);
    if (catalog === null) throw new Error('The sample project has the helper.');
    expect(() => demandSnapshots({ catalog })).not.toThrow();
    expect(() => demandSnapshots({ catalog: { ...catalog, helper_version: 2 } })).toThrow(
      'Reading all tables at one moment needs version 3 of the helper; this project has version 2.',
    );
  });
});
