import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { RestorePlan, RestoreRecord, RestoreRequest } from '../../src/core/restore.ts';
import { executeRestore, type RestoreMoment } from '../../src/tasks/executeRestore.ts';
import { prepareRestore } from '../../src/tasks/prepareRestore.ts';
import { settleRestores } from '../../src/tasks/settleRestore.ts';
import { takeBackRestore } from '../../src/tasks/takeBackRestore.ts';
import { undoRestore } from '../../src/tasks/undoRestore.ts';
import type { InterceptedRequest } from '../supabase/faults.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';
import { removeHelper } from './removeHelper.ts';
import { changesSince, plainTables as plain, tablesForAdmin } from './restoredTables.ts';

const { signal } = new AbortController();

describe('a restore without the helper', () => {
  let connected: Connected;
  let backup: BackupRecord;
  let then: string[];
  let changed: string[];

  const sql = (query: string) => connected.sample.sql(query);
  async function contentOf(names: readonly string[] = plain): Promise<string[]> {
    const each = names.map(
      (name) => `select '${name}: ' || t::text as row from public."${name.replaceAll('"', '""')}" t`,
    );
    return (await sql(`${each.join(' union all ')} order by 1`)).map(({ row }) => row ?? '');
  }
  /** The database as it was after the changes. */
  async function change(): Promise<void> {
    await sql(`delete from public."odd, ""name"""; delete from public.riders; delete from public.clubs;
      insert into public.clubs select * from saved.clubs order by id desc;
      insert into public.riders (id, club, mail, doc, fee, seen) select id, club, mail, doc, fee, seen from saved.riders;
      insert into public."odd, ""name""" select * from saved.odd;`);
    expect(await contentOf()).toEqual(changed);
  }
  async function rehearse(
    names: readonly string[],
    mode: RestoreRequest['mode'],
    id = backup.id,
  ): Promise<RestorePlan> {
    const scope = { kind: 'tables' as const, tables: names.map((name) => `public.${name}`) };
    const request = { backupId: id, scope, mode, conflicts: 'leave out' as const, triggers: 'on' as const };
    const rehearsal = await prepareRestore(connected.services, request, signal);
    await rehearsal.dispose();
    return rehearsal.plan;
  }
  async function restore(names: readonly string[], mode: RestoreRequest['mode'], stop = signal, id = backup.id) {
    const plan = await rehearse(names, mode, id);
    expect(plan).toMatchObject({ way: 'rest', refusals: [] });
    return await executeRestore(connected.services, plan, stop, () => undefined, { maintenance: null });
  }
  const isWrite = ({ method, path }: InterceptedRequest) =>
    path.startsWith('/rest/v1/') && !path.includes('/rpc/') && ['POST', 'PATCH', 'DELETE'].includes(method);
  const outcome = ({ state, error, phases }: RestoreRecord) => ({
    state,
    code: error?.code ?? null,
    rollBack: phases.find(({ name }) => name === 'roll back')?.state ?? null,
  });
  /** Names the tables in Settings: without the helper nobody else knows of them. */
  async function declare(names: readonly string[]): Promise<void> {
    const { services, project } = connected;
    const settings = await services.settings.load(project.id);
    const declaredTables = names.map((name) => ({
      table: `public.${name}`,
      key: name.startsWith('odd') ? ['key, 1', 'round'] : ['id'],
    }));
    await services.settings.save(project.id, { ...settings, declaredTables });
  }
  /** As if its tab had died while it wrote, after so many statements, and somebody opened the app afterwards. */
  async function restoreAndDie(names: readonly string[], mode: RestoreRequest['mode'], id: string, statements = 1) {
    let writes = 0;
    let dead = false;
    connected.sample.intercept((request) => {
      if (isWrite(request) && request.body.length > 2) writes += 1;
      dead ||= writes > statements;
      return dead && request.path.startsWith('/rest/v1/') ? { status: 503 } : null;
    });
    const record = await restore(names, mode, signal, id);
    connected.sample.intercept(null);
    expect(outcome(record)).toEqual({ state: 'in-between', code: 'server', rollBack: 'failed' });
    const phases = record.phases.map((phase) => {
      if (phase.name === 'apply') return { ...phase, state: 'running' as const, endedAt: null };
      return phase.name === 'roll back'
        ? { ...phase, state: 'waiting' as const, startedAt: null, endedAt: null }
        : phase;
    });
    const { restores } = connected.services;
    await restores.put({ ...record, state: 'running', phases, endedAt: null });
    const [settled] = await settleRestores(connected.services, signal);
    expect(settled).toMatchObject({ id: record.id, state: 'in-between' });
    // Nobody knows when the tab died.
    expect(settled?.phases.find(({ name }) => name === 'apply')).toMatchObject({ state: 'failed', endedAt: null });
    return record;
  }

  beforeAll(async () => {
    connected = await connect({ database: 'empty' });
    const { sample, services } = connected;
    await sql(tablesForAdmin(sample.admin.id));
    backup = await backUp(services);
    expect(backup.status).toBe('completed');
    then = await contentOf();
    await sql(`create schema saved; create table saved.odd_then as select * from public."odd, ""name"""; ${changesSince}
      create table saved.clubs as select * from public.clubs;
      create table saved.riders as select * from public.riders;
      create table saved.odd as select * from public."odd, ""name""";`);
    changed = await contentOf();
    await removeHelper(sample);
  });
  afterAll(() => connected.stop());

  it('takes everything back, whatever goes wrong in the middle, and says what it was', async () => {
    const plan = await rehearse(plain, 'replace');
    expect(plan).toMatchObject({ way: 'rest', refusals: [], conflicts: [] });
    expect(plan.tables.map(({ unproven }) => unproven)).toEqual(plain.map(() => true));
    const moments: string[] = [];
    const note = ({ phases }: RestoreRecord, { cancellable }: RestoreMoment) => {
      const on = phases.filter(({ state }) => state === 'running').map(({ name }) => name);
      const back = phases.find(({ name }) => name === 'roll back')?.state;
      const apply = phases.find(({ name }) => name === 'apply')?.state;
      if (back === 'running') moments.push(`${on.join(', ')} on, apply ${apply}, cancellable ${cancellable}`);
    };
    const run = async (stop = signal) =>
      await executeRestore(connected.services, plan, stop, note, { maintenance: null });
    const rolledBack = async (record: RestoreRecord, code: string) => {
      connected.sample.intercept(null);
      expect(outcome(record)).toEqual({ state: 'rolled-back', code, rollBack: 'done' });
      expect(await contentOf()).toEqual(changed);
    };

    const taken = await restore(['clubs', 'riders'], 'add');
    await rolledBack(taken, 'restore-refused');
    expect(taken.error?.message).toContain('Duplicate key value violates unique constraint');
    const [seven] = await sql(`select md5('7')::uuid::text as id`);
    expect(taken.error?.message).toContain(`public.riders, id ${seven?.id}: `);

    // Row level security says nothing when it hides a row from an update.
    await sql(
      `create policy no_3 on public.riders as restrictive for update to authenticated using (id <> md5('2')::uuid)`,
    );
    const hidden = await run();
    await rolledBack(hidden, 'restore-refused');
    expect(hidden.error?.message).toContain('16 rows were sent, but the database says that 15 were updated');
    await sql('drop policy no_3 on public.riders');

    expect([...new Set(moments)]).toEqual(['roll back on, apply failed, cancellable false']);

    const stopping = new AbortController();
    let writes = 0;
    connected.sample.intercept((request) => {
      if (isWrite(request) && request.method === 'POST' && request.body.length > 2) writes += 1;
      if (writes === 2) stopping.abort();
      return null;
    });
    await rolledBack(await run(stopping.signal), 'aborted');

    // Somebody makes one of the rows just before: it is theirs, and stays.
    let made = false;
    connected.sample.intercept(async (request) => {
      if (!made && isWrite(request) && request.method === 'POST' && request.body.length > 2) {
        made = true;
        await sql(`insert into public.clubs values (8, 'theirs')`);
      }
      return null;
    });
    const late = await restore(['clubs'], 'add');
    connected.sample.intercept(null);
    expect(outcome(late)).toEqual({ state: 'rolled-back', code: 'restore-refused', rollBack: 'done' });
    expect(await sql(`delete from public.clubs where id = 8 returning name`)).toEqual([{ name: 'theirs' }]);
    expect(await contentOf()).toEqual(changed);
  });

  it('stops before anything is written where a right is missing', async () => {
    const plan = await rehearse(plain, 'replace');
    await sql(`revoke delete on public."odd, ""name""" from authenticated`);
    const record = await executeRestore(connected.services, plan, signal, () => undefined, { maintenance: null });
    await sql(`grant delete on public."odd, ""name""" to authenticated`);
    expect(outcome(record)).toEqual({ state: 'nothing-written', code: 'denied', rollBack: 'skipped' });
    expect(record.error?.message).toContain('Rows of public.odd, "name" cannot be deleted');
    expect(await contentOf()).toEqual(changed);
  });

  it('rolls back later, from the pre-restore backup, when nothing could be reached any more', async () => {
    const record = await restoreAndDie(plain, 'replace', backup.id, 3);
    expect(await contentOf()).not.toEqual(changed);
    // Somebody goes on working meanwhile: that stays.
    await sql(`update public.riders set mail = 'theirs' where id = md5('4')::uuid`);
    // Its report names what is to be done only as long as there is something to do.
    expect(record.error?.hint).toContain('Take back what it wrote');
    expect(await takeBackRestore(connected.services, record.id, signal)).toMatchObject({
      ...{ state: 'rolled-back', error: { hint: null }, left: [] },
    });
    await expect(takeBackRestore(connected.services, record.id, signal)).rejects.toMatchObject({
      code: 'undo-impossible',
    });
    expect(await sql(`select count(*) from public.riders where mail = 'theirs'`)).toEqual([{ count: '1' }]);
    await sql(`update public.riders set mail = 'r4@example.com' where id = md5('4')::uuid`);
    expect(await contentOf()).toEqual(changed);
  });

  it('adds, merges and replaces just what each promises, also when answers are lost', async () => {
    const added = await restore([plain[0] ?? '', plain[2] ?? ''], 'add');
    expect(outcome(added)).toEqual({ state: 'restored', code: null, rollBack: 'skipped' });
    const expected = await sql(`select 'odd, "name": ' || t::text as row from saved.odd t union all
      select 'odd, "name": ' || t::text from saved.odd_then t where rider in (select id from public.riders)
        and ("key, 1", round) not in (select "key, 1", round from saved.odd) order by 1`);
    expect(await contentOf([plain[2] ?? ''])).toEqual(expected.map(({ row }) => row));
    expect(await sql('select count(*) from public.clubs')).toEqual([{ count: '42' }]);
    // The riders of these rows are gone, and were not to come back.
    const orphans = added.tables.find(({ table }) => table.startsWith('public.odd'))?.leftOut ?? 0;
    expect(orphans).toBeGreaterThan(0);
    expect(added.conflicts).toHaveLength(orphans);
    expect(added.conflicts[0]).toMatchObject({ kind: 'insert', reason: 'parent missing', references: 'public.riders' });

    await change();
    let lost = 0;
    const seen = new Set<string>();
    connected.sample.intercept((request) => {
      const id = JSON.stringify([request.method, request.path, request.query.get('and'), request.body]);
      if (!isWrite(request) || seen.has(id)) return null;
      if (request.body.split('"mail":').length > 20) {
        return { status: 500, body: { code: '57014', message: 'canceling statement due to statement timeout' } };
      }
      seen.add(id);
      lost += 1;
      return { cutAfterBytes: 0 }; // done, but nobody hears of it
    });
    const replaced = await restore(plain, 'replace');
    connected.sample.intercept(null);
    expect(outcome(replaced)).toEqual({ state: 'restored', code: null, rollBack: 'skipped' });
    expect(replaced).toMatchObject({ asPlanned: true });
    expect(replaced.tables.map(({ table, rowsAfter }) => [table, rowsAfter])).toEqual([
      ['public.clubs', 40],
      ['public.riders', 620],
      ['public.odd, "name"', 90],
    ]);
    expect(lost).toBeGreaterThan(8);
    expect(await contentOf()).toEqual(then);
    expect((await undoRestore(connected.services, replaced.id, signal)).record).toMatchObject({ state: 'undone' });
    expect(await contentOf()).toEqual(changed);
  });

  it('reads what it wrote again, and says where triggers made something else of it', async () => {
    const plan = await rehearse(plain, 'replace');
    await sql(`create function public.meddle() returns trigger language plpgsql security definer as $$ begin
        if tg_op = 'UPDATE' then new.fee := 1; else delete from public."odd, ""name""" where round in (2, 4); end if; return new; end $$;
      create trigger fees before update on public.riders for each row execute function public.meddle();
      create trigger results after insert on public.riders for each row execute function public.meddle();`);
    const run = async (onProgress: (record: RestoreRecord) => void = () => undefined) =>
      await executeRestore(connected.services, plan, signal, onProgress, { maintenance: null });
    const recount = ({ phases }: RestoreRecord) => phases.find(({ name }) => name === 'recount');
    const record = await run();
    expect(record).toMatchObject({ state: 'restored', asPlanned: false });
    const told = record.tables.map(({ table, rowsAfter, differing }) => [table, rowsAfter, differing]);
    expect(told).toEqual([
      ['public.clubs', 40, undefined],
      ['public.riders', 620, 16],
      ['public.odd, "name"', 88, 2],
    ]);
    const message = recount(record)?.message;
    expect(message).toMatch(/^Not as planned: .*public\.riders \(16 rows other than written\)/);
    expect(message).toContain('public.odd, "name" (88 rows instead of 90, 2 rows other than written)');
    await sql('drop function public.meddle() cascade');
    await change();

    // Also where rows were only to be added: those that were, and those that were as in the backup.
    await sql(`create function public.meddle() returns trigger language plpgsql security definer as $$ begin
        new.name := 'meddled ' || new.id; update public.clubs set name = 'meddled too' where id = 20; return new; end $$;
      create trigger names before insert on public.clubs for each row execute function public.meddle()`);
    const meddled = await restore(['clubs'], 'add');
    expect(meddled).toMatchObject({ state: 'restored', asPlanned: false, tables: [{ inserted: 3, differing: 4 }] });
    expect(recount(meddled)?.message).toMatch(/^Not as planned: .*public\.clubs \(4 rows other than written\)/);
    await sql('drop function public.meddle() cascade');
    await change();

    // What others added before it began is none of its doing.
    const adding = await rehearse(['clubs'], 'add');
    await sql(`insert into public.clubs values (200, 'theirs')`);
    const added = await executeRestore(connected.services, adding, signal, () => undefined, { maintenance: null });
    expect(added).toMatchObject({ state: 'restored', asPlanned: true, tables: [{ inserted: 3, rowsAfter: 43 }] });
    await change();

    // Nobody may look any more once it is written.
    const blind = await run((now) => {
      if (recount(now)?.state !== 'running') return;
      connected.sample.intercept(({ method, path }) =>
        method === 'GET' && path.startsWith('/rest/v1/')
          ? { status: 403, body: { code: '42501', message: 'no' } }
          : null,
      );
    });
    connected.sample.intercept(null);
    expect(await contentOf()).toEqual(then);
    expect(blind.state).toBe('restored');
    expect(blind).not.toHaveProperty('asPlanned');
    expect(recount(blind)?.message).toMatch(/not checked/i);
    expect(recount(blind)?.message).not.toContain('As planned');
    await change();
  });

  it('writes statements of which each is all or nothing, counts them, and tells what was refused', async () => {
    const { writer } = connected.project.openSession();
    const json = (rows: unknown) => new TextEncoder().encode(JSON.stringify(rows));
    const odd = {
      table: 'public.odd, "name"',
      key: ['key, 1', 'round'],
      columns: ['key, 1', 'round', 'points', 'rider'],
    };
    const keys = ['', 'null', 'a,b', '(x)', '"', '\\', '{}', '😀', ' '].map((text) => [text, '1000'] as const);
    const rows = keys.map(([key]) => ({
      'key, 1': key,
      round: 1000,
      points: 1.5,
      rider: null,
      unknown: 'passed over',
    }));
    await writer.probe(odd, 'insert', signal);
    expect(await writer.insert(odd, json(rows), signal)).toBe(keys.length);
    expect(await writer.find(odd.table, odd.key, keys, signal)).toHaveLength(keys.length);
    expect(
      await writer.count(
        odd.table,
        ['key, 1'],
        keys.map(([key]) => [key]),
        signal,
      ),
    ).toBe(keys.length);
    await expect(writer.insert(odd, json([{ ...rows[0], round: 1001 }, rows[1]]), signal)).rejects.toMatchObject({
      code: 'restore-refused',
      sqlState: '23505',
    });
    expect(await writer.count(odd.table, ['round'], [['1001']], signal)).toBe(0);
    expect(await writer.upsert(odd, json(rows.map((row) => ({ ...row, points: 2 }))), signal)).toBe(keys.length);
    for (const key of keys) expect(await writer.update(odd, key, json({ ...rows[0], points: 3.25 }), signal)).toBe(1);
    expect(await writer.count(odd.table, ['points'], [['3.25']], signal)).toBe(keys.length);
    expect(await writer.delete(odd, [...keys, ['never there', '1']], signal)).toBe(keys.length);
    expect(await writer.delete(odd, keys, signal)).toBe(0);

    const riderTable = { table: 'public.riders', key: ['id'], columns: ['id', 'twice'] };
    await expect(writer.probe(riderTable, 'insert', signal)).rejects.toMatchObject({ generatedColumn: 'twice' });
    await expect(writer.probe(riderTable, 'update', signal)).rejects.toMatchObject({ generatedColumn: 'twice' });
    const numbered = { table: 'public.numbered', key: ['id'], columns: ['id', 'note'] };
    await expect(writer.probe(numbered, 'insert', signal)).rejects.toMatchObject({
      sqlState: '428C9',
      generatedColumn: null,
    });
    await writer.probe(numbered, 'delete', signal);
    await expect(writer.probe({ ...numbered, columns: ['id', 'gone'] }, 'insert', signal)).rejects.toMatchObject({
      message: expect.stringContaining('gone'),
    });
    await expect(writer.find('public.nowhere', ['id'], [['1']], signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('says before what cannot be restored this way', async () => {
    await sql(`delete from public.numbered where id = 2; delete from public.lines;
      insert into public.one values (7, null); insert into public.other values (7, null);
      update public.pages set body = 'changed' where id = 1`);
    const plan = await rehearse(['pages', 'numbered', 'lines', 'one', 'other'], 'replace');
    expect(plan.refusals.map(({ table, code, why }) => [table, code, why])).toEqual([
      ['public.lines', 'cannot', expect.stringContaining('It has no key')],
      ['public.numbered', 'cannot', expect.stringContaining('The database numbers id itself')],
      [null, 'cannot', expect.stringContaining('public.one, public.other reference each other in a circle')],
    ]);
    const outside = await rehearse(['clubs'], 'replace');
    expect(outside.refusals).toMatchObject([{ table: 'public.riders', code: 'outside', addTables: ['public.riders'] }]);
  });

  it('finds the order by trying where nobody knows the foreign keys, and tells what a trigger does not let go back', async () => {
    const { services } = connected;
    await declare([...plain, 'pages', 'numbered']);
    // Two nulls that look alike on the wire.
    await sql(`update public.riders set doc = 'null' where id = md5('5')::uuid`);
    const declared = await backUp(services);
    expect(declared.status).toBe('unproven');
    const before = await contentOf();
    await sql(`delete from public."odd, ""name""" where round < 20;
      delete from public.riders where id in (md5('3')::uuid, md5('5')::uuid); update public.pages set body = 'again' where id < 3`);
    const pages = await contentOf(['pages']);

    // That the database numbers rows itself shows only now, and there is a way out.
    await sql('delete from public.numbered where id = 4');
    const numbered = await restore(['numbered'], 'add', signal, declared.id);
    expect(outcome(numbered)).toEqual({ state: 'nothing-written', code: 'restore-refused', rollBack: 'skipped' });
    expect(numbered.error?.hint).toBe(
      'Nothing was written. Install the helper, which can restore this, or leave the table out.',
    );

    // The rider whose doc REST cannot write stays out, and so a result has no rider.
    const torn = await restore([...plain, 'pages'], 'merge', signal, declared.id);
    expect(torn.conflicts).toMatchObject([{ table: 'public.riders', reason: 'does not fit', columns: ['doc'] }]);
    expect(outcome(torn)).toEqual({ state: 'in-between', code: 'restore-refused', rollBack: 'failed' });
    expect(torn.error?.message).toContain('violates foreign key constraint');
    expect(torn.left).toMatchObject([
      {
        table: 'public.pages',
        rows: 2,
        key: ['id'],
        keys: [['1'], ['2']],
        reason: expect.stringMatching(/^They differ in updated_at/),
      },
    ]);
    const withoutTime = (rows: readonly string[]) => rows.map((row) => row.replace(/,[^,]*$/, ''));
    expect(withoutTime(await contentOf(['pages']))).toEqual(withoutTime(pages));

    await sql(`insert into public.riders (id, club) values (md5('5')::uuid, 1)`);
    const merged = await restore([...plain, 'pages'], 'merge', signal, declared.id);
    expect(outcome(merged)).toEqual({ state: 'restored', code: null, rollBack: 'skipped' });
    expect(merged.afterwards).toEqual([
      expect.stringMatching(/^Sequences are not set: where the key of .*public\.riders/),
    ]);
    const isFive = (row: string) => row.startsWith('riders: (e4da3b7f');
    expect((await contentOf()).filter((row) => !isFive(row))).toEqual(before.filter((row) => !isFive(row)));
    expect(await sql('select count(*) from public.pages where body like $$page %$$ or id = 1')).toEqual([
      { count: '5' },
    ]);
  });

  it('takes back what it wrote into a table without rows, of which nobody knew the columns', async () => {
    const { services } = connected;
    await sql(`delete from public."odd, ""name"""; delete from public.riders;
      insert into public.riders (id, club, mail) select md5(n::text)::uuid, 1, 'r' || n from generate_series(1, 620) n`);
    await declare(['riders']);
    const full = await backUp(services);
    await sql(`delete from public.riders;
      create function public.refuse() returns trigger language plpgsql as $$ begin
        if new.id > 'e0000000-0000-0000-0000-000000000000' then raise exception 'not this one'; end if; return new; end $$;
      create trigger refuse before insert on public.riders for each row execute function public.refuse()`);
    const riders = async () => Number((await sql('select count(*) as n from public.riders'))[0]?.n);

    // The first statement is written, the second is refused.
    const failed = await restore(['riders'], 'merge', signal, full.id);
    expect(outcome(failed)).toEqual({ state: 'rolled-back', code: 'restore-refused', rollBack: 'done' });
    expect(failed.error?.message).toContain('Not this one');
    expect(await riders()).toBe(0);
    await sql('drop function public.refuse() cascade');

    const dead = await restoreAndDie(['riders'], 'add', full.id, 2);
    expect(await riders()).toBe(500);
    expect(await takeBackRestore(services, dead.id, signal)).toMatchObject({ state: 'rolled-back', left: [] });
    expect(await riders()).toBe(0);

    const done = await restore(['riders'], 'add', signal, full.id);
    expect(done).toMatchObject({ state: 'restored', asPlanned: true });
    expect(await riders()).toBe(620);
    expect((await undoRestore(services, done.id, signal)).record).toMatchObject({ state: 'undone' });
    expect(await riders()).toBe(0);
  });
});
