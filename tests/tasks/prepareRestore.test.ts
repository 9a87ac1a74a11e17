import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { RestorePlan, RestoreRequest } from '../../src/core/restore.ts';
import { formatTable } from '../../src/core/tableName.ts';
import { readEntries } from '../../src/tasks/archiveFiles.ts';
import { openBackupSide } from '../../src/tasks/comparedArchive.ts';
import { prepareRestore } from '../../src/tasks/prepareRestore.ts';
import { readLiveSide } from '../../src/tasks/readLiveSide.ts';
import { findChanges } from '../../src/tasks/restoreChanges.ts';
import { stageRestore } from '../../src/tasks/stageRestore.ts';
import { type Connected, connect } from './connectedProject.ts';
import { backUp } from './memoryServices.ts';

const { signal } = new AbortController();

const tables = `
  create table public.orgs (id integer primary key, name text not null, parent integer references public.orgs);
  create table public.members (id bigint generated always as identity primary key,
    org integer not null references public.orgs, email text unique, extra jsonb, fee numeric,
    twice numeric generated always as (fee * 2) stored);
  create table public.comments (id integer primary key, member bigint references public.members on delete cascade);
  create table public.lines (line text);
  create table public.empty (id integer primary key);
  create function public.touch() returns trigger language plpgsql as 'begin return new; end';
  create trigger touched before update on public.members for each row execute function public.touch();
  create trigger once after insert on public.members for each statement execute function public.touch();
  insert into public.orgs values (1, 'root', null), (2, 'child', 1), (3, 'grandchild', 2), (4, 'other', null);
  insert into public.members (org, email, extra, fee)
    select 1 + n % 4, 'm' || n || '@example.com', case n % 3 when 0 then 'null'::jsonb when 1 then null else '{"a": 1.50}' end,
      n * 1.10
    from generate_series(1, 40) n;
  insert into public.comments select n, n from generate_series(1, 20) n;
  insert into public.lines select 'line ' || n % 3 from generate_series(1, 9) n;
  alter function public.touch owner to postgres`;
const owned = ['orgs', 'members', 'comments', 'lines', 'empty'];

/** Tables that something will stand against, each with three rows. */
const troubled = ['gone', 'strange', 'secret', 'fuller', 'emptier', 'retyped', 'damaged', 'rekeyed'];

describe('the rehearsal of a restore', () => {
  let connected: Connected;
  let backup: BackupRecord;
  let contentThen: unknown;
  let contentNow: unknown;

  const ownByPostgres = (names: readonly string[]) =>
    names.map((name) => `alter table public.${name} owner to postgres;`).join(' ');
  const contentOf = () => {
    const each = owned.map(
      (name) => `select '${name}' as t, string_agg(r::text, ',' order by r::text) as r from public.${name} r`,
    );
    return connected.sample.sql(`${each.join(' union all ')} order by 1`);
  };
  async function rehearse(names: readonly string[], change: Partial<RestoreRequest> = {}): Promise<RestorePlan> {
    const request: RestoreRequest = {
      backupId: backup.id,
      scope: { kind: 'tables', tables: names.map((name) => `public.${name}`) },
      mode: 'merge',
      conflicts: 'leave out',
      triggers: 'off',
      ...change,
    };
    const rehearsal = await prepareRestore(connected.services, request, signal);
    await rehearsal.dispose();
    return rehearsal.plan;
  }
  const pick = (table: string, rows: number[]): Partial<RestoreRequest> => ({
    scope: { kind: 'rows', rows: [{ table: `public.${table}`, rows }], withParents: true },
  });
  /** "members +1 ~2 -3 =4 !5" for tables of which anything changes: insert, update, delete, unchanged, conflict. */
  const linesOf = ({ tables: planned }: RestorePlan) =>
    planned.flatMap(({ table, counts: { insert, update, delete: gone, unchanged, conflict } }) =>
      insert + update + gone + conflict === 0
        ? []
        : [`${table.slice('public.'.length)} +${insert} ~${update} -${gone} =${unchanged} !${conflict}`],
    );
  /** "members 4" for tables of which rows differ and stay so. */
  const keptOf = ({ tables: planned }: RestorePlan) =>
    planned.flatMap(({ table, keptDiffering }) =>
      keptDiffering === undefined ? [] : [`${table.slice('public.'.length)} ${keptDiffering}`],
    );
  const codesOf = ({ refusals }: RestorePlan) => refusals.map(({ table, code }) => `${table} ${code}`).sort();

  beforeAll(async () => {
    connected = await connect({ database: 'empty' });
    const { sample, services } = connected;
    const small = (name: string) =>
      `create table public.${name} (id integer primary key, note text); insert into public.${name} select n, n::text from generate_series(1, 3) n;`;
    await sample.sql(`${tables}; ${troubled.map(small).join(' ')} ${ownByPostgres([...owned, ...troubled])}
      notify pgrst, 'reload schema'`);
    backup = await backUp(services);
    contentThen = await contentOf();
    await sample.sql(`
      delete from public.comments where id in (5, 6, 7);
      delete from public.members where id in (8, 31, 32, 33, 35);
      update public.members set fee = fee + 1 where id in (1, 2, 3);
      update public.members set extra = null where id = 6;
      insert into public.members (org, email) values (1, 'new@example.com'), (2, 'm33@example.com');
      insert into public.comments values (100, 41);
      delete from public.lines where ctid = (select min(ctid) from public.lines where line = 'line 1');
      insert into public.lines values ('another')`);
    contentNow = await contentOf();
  });
  afterAll(() => connected.stop());

  it('counts what each mode does, table by table, and finds what cannot be written', async () => {
    const added = await rehearse(owned, { mode: 'add' });
    expect([added.way, backup.status, codesOf(added)]).toEqual(['helper', 'completed', []]);
    // The e-mail of one of the five missing members was taken by somebody who came later.
    expect(linesOf(added)).toEqual(['members +4 ~0 -0 =37 !1', 'comments +4 ~0 -0 =17 !0', 'lines +1 ~0 -0 =9 !0']);
    expect(added.tables.map(({ table }) => table.slice('public.'.length))).toEqual([
      'members',
      'comments',
      'lines',
      'orgs',
      'empty',
    ]);
    expect(added.conflicts).toMatchObject([
      {
        table: 'public.members',
        kind: 'insert',
        row: 32,
        reason: 'value taken',
        columns: ['email'],
        values: ['m33@example.com'],
      },
    ]);
    expect(added.triggers).toMatchObject([{ name: 'once', timing: 'after', events: ['insert'], rows: null }]);
    // The four that a merge updates are there with other values, and stay so.
    expect(keptOf(added)).toEqual(['members 4']);

    const merged = await rehearse(owned);
    expect(linesOf(merged)).toEqual(['members +4 ~4 -0 =33 !1', 'comments +4 ~0 -0 =17 !0', 'lines +1 ~0 -0 =9 !0']);
    expect(keptOf(merged)).toEqual([]);
    expect(merged.triggers).toMatchObject([
      { name: 'once', rows: null },
      { table: 'public.members', name: 'touched', function: 'public.touch', enabled: 'origin', rows: 4 },
    ]);
    expect(merged.references.map(({ table, references }) => `${table} ${references}`)).toEqual([
      'public.members public.orgs',
      'public.comments public.members',
    ]);

    const replaced = await rehearse(owned, { mode: 'replace', conflicts: 'stop' });
    expect(codesOf(replaced)).toEqual([]);
    expect(linesOf(replaced)).toEqual(['members +5 ~4 -2 =31 !0', 'comments +4 ~0 -1 =16 !0', 'lines +9 ~0 -9 =0 !0']);
    expect(keptOf(replaced)).toEqual([]);
    expect(replaced.tables.find(({ table }) => table === 'public.lines')).toMatchObject({ key: [], wholeTable: true });
    const moved = replaced.sequences.find(({ name }) => name === 'public.members_id_seq');
    expect(moved).toEqual({ name: 'public.members_id_seq', from: '42', to: '40' });
  });

  it('names rows without a parent, takes the parents along if asked, and stops at conflicts if asked', async () => {
    const alone = await rehearse(['comments']);
    expect(linesOf(alone)).toEqual(['comments +3 ~0 -0 =17 !1']);
    expect(alone.conflicts).toMatchObject([
      { row: 7, reason: 'parent missing', references: 'public.members', values: ['8'] },
    ]);
    expect(codesOf(await rehearse(['comments'], { conflicts: 'stop' }))).toEqual(['null conflicts']);

    const whole = await rehearse([], pick('comments', [7, 0]));
    expect([linesOf(whole), whole.refusals]).toEqual([['members +1 ~0 -0 =37 !0', 'comments +1 ~0 -0 =17 !0'], []]);
    const nothing = await rehearse([], pick('comments', [0]));
    expect([linesOf(nothing), codesOf(nothing)]).toEqual([[], ['null nothing']]);

    // Members 1 and 6 differ, 4 does not, 8 is missing: only what was picked is counted, also where nothing is written.
    const some = await rehearse([], { ...pick('members', [0, 3, 5, 7]), mode: 'add' });
    expect([linesOf(some), keptOf(some)]).toEqual([['members +1 ~0 -0 =37 !0'], ['members 2']]);
    const none = await rehearse([], { ...pick('members', [0]), mode: 'add' });
    expect([keptOf(none), codesOf(none)]).toEqual([['members 1'], ['null nothing']]);
    expect(none.refusals[0]?.why).toContain('1 of them is there with other values than in the backup, and keeps them.');
  });

  it('refuses to touch rows outside, and says which table would have to join', async () => {
    const plan = await rehearse(['members'], { mode: 'replace' });
    expect(plan.outside).toMatchObject([{ table: 'public.comments', action: 'cascade', on: 'delete', rows: 1 }]);
    expect(plan.refusals).toMatchObject([
      {
        table: 'public.comments',
        code: 'outside',
        addTables: ['public.comments'],
        why: expect.stringContaining('One row of public.comments'),
      },
    ]);
    expect(codesOf(await rehearse(['members', 'comments'], { mode: 'replace' }))).toEqual([]);
  });

  it('has written nothing, and left nothing with the helper or in this browser', async () => {
    expect(await contentOf()).toEqual(contentNow);
    const left =
      'select (select count(*) from holdfast.restores) + (select count(*) from holdfast.restore_chunks) as n';
    expect(await connected.sample.sql(left)).toEqual([{ n: '0' }]);
    expect(await connected.services.store.listUnpublished()).toEqual([]);
  });

  it('tries again what the connection lost, and leaves nothing when it is cancelled while it sends', async () => {
    const { sample, services } = connected;
    let lost = 0;
    sample.intercept(({ path }) => (/restore_(put|rehearse)$/.test(path) && lost++ % 2 === 0 ? 'cut' : null));
    expect(linesOf(await rehearse(['comments', 'members']))).toEqual([
      'members +4 ~4 -0 =33 !1',
      'comments +4 ~0 -0 =17 !0',
    ]);
    sample.intercept(null);
    expect(lost).toBeGreaterThan(3);

    const cancel = new AbortController();
    const scope = { kind: 'tables', tables: ['public.members', 'public.comments'] } as const;
    const request = { backupId: backup.id, scope, mode: 'merge', conflicts: 'stop', triggers: 'off' } as const;
    const cancelled = prepareRestore(services, request, cancel.signal, ({ phase }) => {
      if (phase === 'sending') cancel.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => sample.sql('select count(*) as n from holdfast.restores')).toEqual([{ n: '0' }]);
    expect(await services.store.listUnpublished()).toEqual([]);

    await sample.sql(`update holdfast.admins set permissions = array['create']`);
    await expect(rehearse(['comments'])).rejects.toMatchObject({
      code: 'denied',
      hint: expect.stringContaining('restore'),
    });
    await sample.sql(`update holdfast.admins set permissions = array['create', 'restore']`);
  });

  it('refuses what cannot be, and says what altered columns mean', async () => {
    const { sample, services } = connected;
    await sample.sql(`create role stranger nologin; alter table public.strange owner to stranger; drop table public.gone;
      alter table public.secret enable row level security;
      create policy few on public.secret for select using (id > 1);
      alter table public.fuller add column code text not null default ''; alter table public.fuller alter column code drop default;
      alter table public.emptier drop column note;
      alter table public.retyped alter column note type integer using note::integer;
      alter table public.rekeyed drop constraint rekeyed_pkey, add primary key (note);
      ${troubled
        .slice(1)
        .map((name) => `delete from public.${name} where id = 3;`)
        .join(' ')}
      notify pgrst, 'reload schema'`);
    const entries = await readEntries((await services.store.open(backup.id)) ?? new Blob());
    const entry = entries.find(({ path }) => path === 'tables/public.damaged.json');
    await services.store.damage(backup.id, (bytes) => {
      const place = (entry?.offset ?? 0) + (entry?.spanBytes ?? 0) - 20;
      return bytes.with(place, (bytes[place] ?? 0) ^ 0xff);
    });

    const plan = await rehearse([...troubled, 'nowhere']);
    expect(codesOf(plan)).toEqual([
      'public.damaged damaged',
      'public.gone missing',
      'public.nowhere missing',
      'public.secret hidden',
      'public.strange not-owned',
    ]);
    expect(plan.refusals.every(({ why, hint }) => /^[A-Z].*\.$/.test(why) && hint !== null)).toBe(true);
    expect(plan.tables.flatMap(({ table, hidden = false }) => (hidden ? [table] : []))).toEqual(['public.secret']);
    expect(plan.refusals.find(({ code }) => code === 'damaged')?.why).toMatch(/^The backup is damaged: /);

    const columns = await rehearse(['fuller', 'emptier', 'retyped', 'rekeyed']);
    expect(codesOf(columns)).toEqual(['public.fuller columns']);
    expect(columns.drift).toMatchObject([
      { table: 'public.fuller', column: 'code', change: 'new', after: 'text', serious: true },
      { table: 'public.emptier', column: 'note', change: 'gone', before: 'text', after: null, serious: true },
      { table: 'public.retyped', column: 'note', change: 'retyped', before: 'text', after: 'integer' },
    ]);
    expect(columns.drift[1]?.meaning).toBe('3 values of the backup have no place to go. They stay in the archive.');
    const fit = await rehearse(['emptier', 'retyped', 'rekeyed']);
    expect([codesOf(fit), linesOf(fit)]).toEqual([
      [],
      ['emptier +1 ~0 -0 =2 !0', 'rekeyed +1 ~0 -0 =2 !0', 'retyped +1 ~0 -0 =2 !0'],
    ]);
    expect(fit.tables.find(({ table }) => table === 'public.rekeyed')).toMatchObject({
      key: ['note'],
      notes: ['Its key was id and is note today.'],
    });
  });

  it('counts what then happens: what was staged and applied leaves the tables as they were', async () => {
    const { services } = connected;
    const side = await openBackupSide(services, backup.id, signal);
    const wanted = owned.map((name) => `public.${name}`);
    const tablesOf = side.manifest.tables.filter((table) => wanted.includes(formatTable(table)));
    const live = await readLiveSide(
      services,
      { ...side, manifest: { ...side.manifest, tables: tablesOf } },
      signal,
      () => undefined,
    );
    const request = {
      mode: 'replace',
      scope: { kind: 'tables', tables: wanted },
      triggers: 'off',
      conflicts: 'stop',
    } as const;
    const session = services.project.openSession();
    const changes = await findChanges(services, live, side, request, [], { signal });
    const context = { session, clock: services.clock, host: services.host, signal, onSignInNeeded: () => undefined };
    const id = services.host.newId();
    const digests = await session.restore.digests(wanted, signal);
    await stageRestore(services, context, changes, { id, request, digests, filename: 'backup.zip', sequences: [] });
    const { tables: done } = await session.restore.apply(id, signal);
    expect(done).toMatchObject([
      { table: 'public.members', inserted: 5, updated: 4, deleted: 2, rowsAfter: 40 },
      { table: 'public.comments', inserted: 4, updated: 0, deleted: 1, rowsAfter: 20 },
      { table: 'public.lines', inserted: 9, deleted: 9, rowsAfter: 9 },
    ]);
    expect(await contentOf()).toEqual(contentThen);
    await live.dispose();
  });
});
