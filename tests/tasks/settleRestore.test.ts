import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import type { RestorePhaseName, RestorePlan, RestoreRecord } from '../../src/core/restore.ts';
import { phaseOf, withPhase } from '../../src/core/restoreRecord.ts';
import type { Services } from '../../src/ports/Services.ts';
import { clearLeftovers } from '../../src/tasks/clearLeftovers.ts';
import { settleRestores } from '../../src/tasks/settleRestore.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemoryRestoreLog } from '../fakes/memoryRestoreLog.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';
import { execute, phasesOf, rehearse } from './restoring.ts';

const never = new AbortController().signal;
const forGood = new Promise<never>(() => undefined);

describe('the record of a restore', () => {
  let connected: Connected;
  let plan: RestorePlan;
  const before = '2 changed, 4 d';
  const planned = '1 a, 2 b, 3 c';

  const sql = (query: string) => connected.sample.sql(query);
  const rowsNow = async () => {
    const [row] = await sql(
      `select string_agg(concat_ws(' ', id, name), ', ' order by id) as rows from public.accounts`,
    );
    return row?.rows;
  };

  beforeAll(async () => {
    connected = await connect({ database: 'empty' });
    await sql(`create table public.accounts (id integer primary key, name text not null);
      alter table public.accounts owner to postgres;
      insert into public.accounts values (1, 'a'), (2, 'b'), (3, 'c');
      notify pgrst, 'reload schema'`);
    const backup = await backUp(connected.services);
    await sql(`truncate public.accounts; insert into public.accounts values (2, 'changed'), (4, 'd')`);
    plan = await rehearse(connected.services, backup.id);
  });
  beforeEach(async () => {
    await sql(`truncate public.accounts; insert into public.accounts values (2, 'changed'), (4, 'd')`);
  });
  afterAll(() => connected.stop());

  /**
   * Restores in a tab that is killed when the record says that a phase is under way, or, for `after: true`, when the project has applied it.
   * @returns the services of the next tab.
   */
  async function killAt(name: RestorePhaseName, { after = false } = {}): Promise<Services> {
    const locks = createMemoryJobLock();
    const tab = locks.openTab();
    const restores = createMemoryRestoreLog();
    const next: Services = { ...connected.services, lock: locks.openTab(), restores };
    await new Promise<void>((killed, failed) => {
      const kill = () => {
        tab.kill();
        killed();
        return forGood;
      };
      const put = async (record: RestoreRecord) => {
        await restores.put(record);
        if (!after && phasesOf(record).includes(`${name} running`)) await kill();
      };
      const project: Services['project'] = {
        ...connected.project,
        openSession() {
          const session = connected.project.openSession();
          const apply: typeof session.restore.apply = async (id, signal) => {
            const report = await session.restore.apply(id, signal);
            return after ? await kill() : report;
          };
          const setMaintenance: typeof session.restore.setMaintenance = async (...args) => {
            const answer = await session.restore.setMaintenance(...args);
            return after && name === 'maintenance on' ? await kill() : answer;
          };
          return { ...session, restore: { ...session.restore, apply, setMaintenance } };
        },
      };
      const doomed = { ...next, lock: tab, restores: { ...restores.openTab(), put }, project };
      execute(doomed, plan, { maintenance: { message: 'Restoring', minutes: 30 } }).then(
        (record) => failed(new Error(`It ended: ${JSON.stringify(record.error)}`)),
        failed,
      );
    });
    return next;
  }

  const isMaintained = async () => (await connected.project.openSession().restore.maintenance(never)).on;

  it.each([
    ['maintenance on', 'nothing-written'],
    ['pre-restore backup', 'nothing-written'],
    ['send', 'nothing-written'],
    ['apply', 'nothing-written'],
    ['recount', 'restored'],
  ] as const)('whose tab is killed in the phase “%s” is ended as %s by the next tab', async (name, state) => {
    const next = await killAt(name);
    await clearLeftovers(next);
    const [settled, ...others] = await settleRestores(next, never);
    expect(others).toEqual([]);
    expect(settled).toMatchObject({ state, maintenanceUntil: null, endedAt: null });
    expect(settled?.phases.filter((phase) => phase.state === 'running' || phase.state === 'waiting')).toEqual([]);
    expect(await rowsNow()).toBe(state === 'restored' ? planned : before);
    expect(settled?.tables).toHaveLength(state === 'restored' ? 1 : 0);
    expect(await isMaintained()).toBe(false);
    expect(await next.restores.list(connected.project.id)).toEqual([settled]);
    expect(await settleRestores(next, never)).toEqual([]);
  });

  it('whose tab is killed after the project has done it is ended as restored, with the report and the time to undo it', async () => {
    const next = await killAt('apply', { after: true });
    expect(await isMaintained()).toBe(true);
    const [settled] = await settleRestores(next, never);
    expect(settled).toMatchObject({ state: 'restored', error: null, undoUntil: expect.any(String) });
    // The project knows when it wrote, but nobody saw the restore end: the time of asking is not its end.
    expect(settled?.endedAt).toBeNull();
    expect(settled?.tables).toMatchObject([{ inserted: 2, updated: 1, deleted: 1, rowsAfter: 3 }]);
    expect(phasesOf(settled as RestoreRecord).slice(-3)).toEqual([
      'apply done',
      'recount skipped',
      'maintenance off done',
    ]);
    expect(await rowsNow()).toBe(planned);
    expect(await isMaintained()).toBe(false);
    const trail = await next.audit.list(connected.project.id);
    expect(trail[0]).toMatchObject({ action: 'restore', result: 'restored' });
  });

  it('which stopped at sending the rows is what the project says of it: restored, or undone since', async () => {
    const next = await killAt('apply', { after: true });
    const [killed] = await next.restores.list(connected.project.id);
    // As if the browser had had no room for what came after.
    const stale = withPhase(killed as RestoreRecord, 'apply', { state: 'waiting' });
    await next.restores.put(stale);
    const [settled] = await settleRestores(next, never);
    expect(settled).toMatchObject({ state: 'restored', tables: [{ inserted: 2, updated: 1, deleted: 1 }] });
    expect(phasesOf(settled as RestoreRecord)).toContain('apply done');
    await connected.project.openSession().restore.undo(stale.id, never);
    await next.restores.put(withPhase(stale, 'apply', { state: 'done' }));
    expect(await settleRestores(next, never)).toMatchObject([{ state: 'undone', undoUntil: null }]);
    expect(await rowsNow()).toBe(before);
  });

  it('leaves on no maintenance of its own, and says until when that of others stays on', async () => {
    const { restore } = connected.project.openSession();
    // The tab never heard until when.
    await settleRestores(await killAt('maintenance on', { after: true }), never);
    expect(await isMaintained()).toBe(false);

    const next = await killAt('apply', { after: true });
    const { until } = await restore.setMaintenance(true, 'Moving house', 90, never);
    const staysOn = { name: 'maintenance off', state: 'failed', message: expect.stringContaining(until ?? '?') };
    const [settled] = await settleRestores(next, never);
    expect(settled).toMatchObject({ state: 'restored', maintenanceUntil: null });
    expect(settled?.phases.at(-1)).toMatchObject(staysOn);
    expect(await isMaintained()).toBe(true);
    await restore.setMaintenance(false, '', 1, never);

    await restore.undo(settled?.id ?? '', never);
    connected.sample.intercept(async ({ path }) => {
      if (path.endsWith('_restore_apply')) await restore.setMaintenance(true, 'Moving house', 90, never);
      return null;
    });
    const record = await execute(connected.services, plan, { maintenance: { message: 'Restoring', minutes: 30 } });
    connected.sample.intercept(null);
    expect(record).toMatchObject({ state: 'restored', maintenanceUntil: null });
    expect(record.phases.at(-1)).toMatchObject({ ...staysOn, message: expect.stringContaining('stays on until') });
    expect(await isMaintained()).toBe(true);
    await restore.setMaintenance(false, '', 1, never);
  });

  it('must say that rows are about to be written, or none are', async () => {
    const restores = createMemoryRestoreLog();
    const put = async (record: RestoreRecord) => {
      if (phaseOf(record, 'apply')?.state !== 'waiting') throw new HoldfastError('storage-full', 'No room');
      await restores.put(record);
    };
    const full = { ...connected.services, restores: { ...restores, put } };
    expect(await execute(full, plan)).toMatchObject({ state: 'nothing-written', error: { code: 'storage-full' } });
    expect(await rowsNow()).toBe(before);
    expect(await settleRestores({ ...full, restores }, never)).toMatchObject([{ state: 'nothing-written' }]);
  });

  it('has how many rows triggers changed after they were written, and nothing of it where they did not', async () => {
    const { services } = connected;
    const none = await execute(services, plan);
    expect(none.tables[0]).not.toHaveProperty('differing');
    await sql(`truncate public.accounts;
      create function public.shout() returns trigger language plpgsql as
        $$ begin if new.id < 3 then new.name := upper(new.name); end if; return new; end $$;
      create trigger shouts before insert on public.accounts for each row execute function public.shout()`);
    const fired = await rehearse(services, plan.request.backupId, { triggers: 'on' });
    const record = await execute(services, fired);
    await sql('drop trigger shouts on public.accounts; drop function public.shout()');
    expect(record).toMatchObject({ state: 'restored', asPlanned: false, tables: [{ inserted: 3, differing: 2 }] });
    const recount = record.phases.find(({ name }) => name === 'recount')?.message;
    expect(recount).toMatch(/^Not as planned: public\.accounts \(2 rows other than written\)/);
    expect(await rowsNow()).toBe('1 A, 2 B, 3 c');
  });

  it('is left alone as long as its tab lives', async () => {
    const next = { ...connected.services, restores: createMemoryRestoreLog() };
    let looked: RestoreRecord[] | null = null;
    connected.sample.intercept(async ({ path }) => {
      if (path.endsWith('_restore_rehearse')) looked = await settleRestores(next, never);
      return null;
    });
    const record = await execute(next, plan);
    connected.sample.intercept(null);
    expect(looked).toEqual([]);
    expect(record.state).toBe('restored');
  });

  it('comes first: where it cannot be kept, nothing is begun', async () => {
    const put = () => Promise.reject(new Error('No room'));
    const full = { ...connected.services, restores: { ...createMemoryRestoreLog(), put } };
    await expect(execute(full, plan)).rejects.toThrow('No room');
    expect(await rowsNow()).toBe(before);
  });
});
