import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { RestoreRecord } from '../../src/core/restore.ts';
import { settleRestores } from '../../src/tasks/settleRestore.ts';
import { undoRestore } from '../../src/tasks/undoRestore.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { createMemoryRestoreLog } from '../fakes/memoryRestoreLog.ts';
import type { Fault, InterceptedRequest } from '../supabase/faults.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';
import { execute, phasesOf, rehearse } from './restoring.ts';

const never = new AbortController().signal;
const soon = { timeout: 30_000, interval: 20 };
/** What waits for a lock in this project: others are on the same server. */
const waiting = `from pg_locks l where not granted and database = (select oid from pg_database where datname = current_database())`;
const maintenance = { message: 'We are restoring', minutes: 30 };

describe('a restore in which something goes wrong', () => {
  let connected: Connected;
  let services: FakeServices;
  let backup: BackupRecord;
  /** Another connection, that holds locks. */
  let rival: pg.Client;

  const sql = (query: string) => connected.sample.sql(query);
  const rowsNow = async () => {
    const [row] =
      await sql(`select string_agg(concat_ws(' ', a.id, a.name, e.id, e.note), ', ' order by a.id, e.id) as rows
      from public.accounts a left join public.entries e on e.account = a.id`);
    return row?.rows;
  };
  const then = '1 a 10 first, 2 b 11 second, 3 c';
  const between = '1 a, 2 changed 11 second, 4 d 13 third';

  beforeAll(async () => {
    connected = await connect({ database: 'empty' });
    await sql(`
      create table public.accounts (id integer primary key, name text not null);
      create table public.entries (id integer primary key, account integer not null references public.accounts, note text);
      create function public.object() returns trigger language plpgsql as $$
        begin if new.note = 'first' then raise exception 'No firsts today'; end if; return new; end $$;
      create trigger objects before insert on public.entries for each row execute function public.object();
      alter table public.entries disable trigger objects;
      alter table public.accounts owner to postgres;
      alter table public.entries owner to postgres;
      insert into public.accounts values (1, 'a'), (2, 'b'), (3, 'c');
      insert into public.entries values (10, 1, 'first'), (11, 2, 'second');
      notify pgrst, 'reload schema'`);
    // How long it waits for a lock is tried elsewhere: here everything may take its time.
    await sql(`alter function public.holdfast_restore_apply(uuid) set lock_timeout = '60s'`);
    backup = await backUp(connected.services);
    rival = new pg.Client({ connectionString: connected.sample.postgresUrl });
    await rival.connect();
  });
  beforeEach(async () => {
    services = { ...connected.services, restores: createMemoryRestoreLog() };
    await sql(`truncate public.accounts, public.entries;
      insert into public.accounts values (1, 'a'), (2, 'changed'), (4, 'd');
      insert into public.entries values (11, 2, 'second'), (13, 4, 'third')`);
  });
  afterEach(async () => {
    connected.sample.intercept(null);
    await rival.query('rollback'); // or the next test would wait for a lock
  });
  afterAll(async () => {
    await rival.end();
    await connected.stop();
  });

  /** Does something at the first calls of a function of the helper. */
  function at(name: string, act: (request: InterceptedRequest, call: number) => Promise<Fault | null> | Fault | null) {
    let calls = 0;
    connected.sample.intercept((request) => {
      if (!request.path.endsWith(`/holdfast_${name}`)) return null;
      calls += 1;
      return act(request, calls);
    });
  }

  const plan = () => rehearse(services, backup.id);
  /** What must hold whenever nothing was written. */
  async function expectNothingWritten(record: RestoreRecord, code: string, rows = between): Promise<void> {
    expect(record).toMatchObject({ state: 'nothing-written', error: { code }, tables: [], maintenanceUntil: null });
    expect(await rowsNow()).toBe(rows);
    expect(await services.restores.get(record.id)).toEqual(record);
    expect(await connected.project.openSession().restore.status(record.id, never)).toMatchObject({ state: 'unknown' });
    expect((await connected.project.openSession().restore.maintenance(never)).on).toBe(false);
  }

  it('reads again when somebody writes to a table while it is read, and stops when that goes on', async () => {
    const kept = async () =>
      (await services.backups.list(connected.project.id)).filter((each) => each.removed === null);
    const before = await kept();
    const first = await plan();
    at('export', async (_request, call) => {
      // A and back to A, as far as values go: the restore is still the confirmed one.
      if (call === 1) await sql(`update public.accounts set name = name; update public.accounts set name = name`);
      return null;
    });
    const record = await execute(services, first);
    expect(record).toMatchObject({ state: 'restored', error: null });
    expect(await rowsNow()).toBe(then);
    expect(await kept()).toHaveLength(before.length + 1); // the torn one was thrown away

    await sql(`update public.accounts set name = 'again' where id = 1`);
    const second = await plan();
    at('export', async () => {
      await sql(`update public.accounts set name = name where id = 2`);
      return null;
    });
    const stopped = await execute(services, second, { maintenance });
    connected.sample.intercept(null);
    await expectNothingWritten(stopped, 'restore-changed', then.replace('1 a', '1 again'));
    expect(stopped.error?.message).toMatch(/keeps writing to public.accounts/);
  });

  it('is not begun with other numbers than those that were confirmed', async () => {
    const confirmed = await plan();
    await sql(`insert into public.accounts values (5, 'late')`);
    const record = await execute(services, confirmed, { maintenance });
    await expectNothingWritten(record, 'restore-changed', `${between}, 5 late`);
    expect(record.error?.message).toContain('public.accounts (2 rows to delete instead of 1)');
    expect(phasesOf(record)).toContain('maintenance off done');
  });

  it('is stopped by the database when somebody writes between the backup and the transaction', async () => {
    const confirmed = await plan();
    at('restore_apply', async () => {
      await sql(`update public.entries set note = 'late' where id = 13`);
      return null;
    });
    const record = await execute(services, confirmed, { maintenance });
    await expectNothingWritten(record, 'restore-changed', between.replace('third', 'late'));
    expect(record.error?.message).toContain('public.entries');
  });

  it('asks the project what came of it when the answer is lost: written, not arrived, or still at work, also when it was sent twice', async () => {
    at('restore_apply', () => ({ cutAfterBytes: 0 }));
    const written = await execute(services, await plan(), { maintenance });
    expect(written).toMatchObject({ state: 'restored', error: null, maintenanceUntil: null });
    expect(written.tables.find(({ table }) => table === 'public.accounts')).toMatchObject({
      inserted: 1,
      rowsAfter: 3,
    });
    expect(await rowsNow()).toBe(then);

    await sql(`update public.accounts set name = 'again' where id = 1`);
    at('restore_apply', () => 'cut');
    const lost = await execute(services, await plan());
    connected.sample.intercept(null);
    await expectNothingWritten(lost, 'network', then.replace('1 a', '1 again'));
    // A request that comes late has nothing to write any more.
    await expect(connected.project.openSession().restore.apply(lost.id, never)).rejects.toMatchObject({
      code: 'restore-expired',
    });

    for (const answer of ['cut', null] as const) await stillAtWork(answer);
  });

  /** @param answer null lets it through once more while the first is at work: the project says that it is busy. */
  async function stillAtWork(answer: 'cut' | null): Promise<void> {
    await sql(`update public.accounts set name = 'again' where id = 1`);
    const confirmed = await plan();
    const answers: Promise<Response>[] = [];
    let asked = 0;
    connected.sample.intercept(async ({ path, headers, body }) => {
      if (path.endsWith('_restore_apply') && answers.length === 0) {
        await rival.query('begin; lock table public.accounts in share mode');
        const { apikey, authorization } = headers;
        const sent = {
          apikey: String(apikey),
          authorization: String(authorization),
          'content-type': 'application/json',
        };
        answers.push(fetch(`${connected.sample.url}${path}`, { method: 'POST', headers: sent, body }));
        await vi.waitFor(async () => {
          const [row] = await sql(`select count(*) as n ${waiting}`);
          expect(row?.n).toBe('1');
        }, soon);
        return answer;
      }
      if (path.endsWith('_restore_status')) {
        asked += 1;
        if (asked === 3) await rival.query('rollback');
      }
      return null;
    });
    const late = await execute(services, confirmed);
    connected.sample.intercept(null);
    expect([late.state, late.error, await rowsNow()]).toEqual(['restored', null, then]);
    expect(asked).toBeGreaterThan(2);
    expect((await answers[0])?.status).toBe(200);
  }

  it('says that it does not know while the project cannot be asked, and finds out as soon as it can', async () => {
    let online = true;
    connected.sample.intercept(({ path }) => {
      if (path.endsWith('_restore_apply')) {
        online = false;
        return { cutAfterBytes: 0 };
      }
      return online ? null : 'cut';
    });
    const record = await execute(services, await plan(), { maintenance });
    expect(record).toMatchObject({ state: 'unknown', maintenanceUntil: expect.any(String) });
    expect(phasesOf(record)).toContain('apply running');
    connected.sample.intercept(null);
    const [settled] = await settleRestores(services, never);
    expect(settled).toMatchObject({ id: record.id, state: 'restored', error: null, maintenanceUntil: null });
    expect(settled?.tables).toHaveLength(2);
    expect(await rowsNow()).toBe(then);
    expect((await connected.project.openSession().restore.maintenance(never)).on).toBe(false);
    expect(await settleRestores(services, never)).toEqual([]);
  });

  it('waits for its user when the sign-in is lost in the middle, and goes on', async () => {
    const { project, sample } = connected;
    at('restore_apply', async (_request, call) => {
      if (call > 1) return null;
      await project.signOut();
      return { status: 401, body: { message: 'JWT expired' } };
    });
    let waited = 0;
    const record = await execute(services, await plan(), {
      onProgress: (_record, { signIn }) => {
        if (!signIn || waited > 0) return;
        waited += 1;
        void project.signIn(sample.admin.email, sample.admin.password);
      },
    });
    expect([waited, record.state, record.error, await rowsNow()]).toEqual([1, 'restored', null, then]);
  });

  it('is one at a time: in this browser at once, elsewhere by the database', async () => {
    const confirmed = await plan();
    let second: Promise<RestoreRecord> | null = null;
    at('restore_put', () => {
      second ??= execute(services, confirmed);
      second.catch(() => undefined);
      return null;
    });
    const record = await execute(services, confirmed);
    await expect(second).rejects.toMatchObject({ code: 'restore-busy' });
    expect(record.state).toBe('restored');
    expect(await services.restores.list(connected.project.id)).toHaveLength(1);

    await sql(`update public.accounts set name = 'again' where id = 1`);
    const next = await plan();
    connected.sample.intercept(async ({ path }) => {
      if (path.endsWith('_restore_apply')) await rival.query('select pg_advisory_lock(1215261796, 1)');
      if (path.endsWith('_restore_status')) await rival.query('select pg_advisory_unlock_all()');
      return null;
    });
    const busy = await execute(services, next);
    connected.sample.intercept(null);
    await expectNothingWritten(busy, 'restore-busy', then.replace('1 a', '1 again'));
    // No connection was lost: what helps is what the database says.
    expect(busy.error?.hint).toContain('Wait until it is done');
    expect(busy.error?.hint).not.toContain('connection');
  });

  it('tells in the words of the database what it objects to: a trigger, or that it takes too long', async () => {
    await sql('alter table public.entries enable trigger objects');
    const record = await execute(services, await rehearse(services, backup.id, { triggers: 'on' }), { maintenance });
    await sql('alter table public.entries disable trigger objects');
    await expectNothingWritten(record, 'restore-refused');
    expect(record.error?.message).toMatch(/public\.entries: No firsts today/);

    let cancelled: Promise<void> | null = null;
    at('restore_apply', async () => {
      await rival.query('begin; lock table public.accounts in share mode');
      cancelled = vi.waitFor(async () => {
        const [row] = await sql(`select pg_cancel_backend(l.pid) as done ${waiting}`);
        expect(row?.done).toBe('t');
        await rival.query('rollback');
      }, soon);
      return null;
    });
    const ended = await execute(services, await plan());
    await cancelled;
    connected.sample.intercept(null);
    await expectNothingWritten(ended, 'timed-out');
  });

  it('is cancelled before it writes, with nothing left behind', async () => {
    const confirmed = await plan();
    const cancelled = new AbortController();
    at('restore_rehearse', () => {
      cancelled.abort();
      return null;
    });
    const record = await execute(services, confirmed, { signal: cancelled.signal, maintenance });
    await expectNothingWritten(record, 'aborted');
    expect(phasesOf(record).slice(-4)).toEqual([
      'send failed',
      'apply skipped',
      'recount skipped',
      'maintenance off done',
    ]);
  });

  it('is not undone over what others wrote since, and leaves maintenance alone that it did not begin', async () => {
    const { restore } = connected.project.openSession();
    await restore.setMaintenance(true, 'Moving house', 60, never);
    const record = await execute(services, await plan(), { maintenance });
    expect(record).toMatchObject({ state: 'restored', maintenanceUntil: null });
    expect(await restore.maintenance(never)).toMatchObject({ on: true, message: 'Moving house' });
    await restore.setMaintenance(false, '', 1, never);

    await sql(`update public.accounts set name = 'since' where id = 3`);
    await expect(undoRestore(services, record.id, never)).rejects.toMatchObject({ code: 'undo-impossible' });
    expect(await rowsNow()).toBe(then.replace('3 c', '3 since'));
    expect((await services.restores.get(record.id))?.state).toBe('restored');
  });
});
