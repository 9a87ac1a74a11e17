import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { TableDifference } from '../../src/core/comparison.ts';
import type { Cell } from '../../src/core/rowCells.ts';
import type { Project } from '../../src/ports/Project.ts';
import { type CompareRequest, type Comparison, compareBackups } from '../../src/tasks/compareBackups.ts';
import { rewriteBackup } from '../archive/rewriteBackup.ts';
import { type Connected, connect } from './connectedProject.ts';
import { declareTables } from './declareTables.ts';
import { backUp } from './memoryServices.ts';

const { signal } = new AbortController();

function tableOf({ tables }: Comparison, name: string): TableDifference {
  const found = tables.find(({ table }) => table === name);
  if (found === undefined) throw new Error(`${name} was not compared.`);
  return found;
}

/** What differs, in a line for each table: "public.payments ~3 -5 +0". */
function summaryOf({ tables }: Comparison): string[] {
  return tables
    .filter(({ verdict }) => verdict !== 'equal')
    .map(({ table, verdict, counts }) =>
      counts === null ? `${table} ${verdict}` : `${table} ~${counts.changed} -${counts.removed} +${counts.added}`,
    )
    .sort();
}

describe('comparing backups of a project that changed', () => {
  let connected: Connected;
  let before: BackupRecord;
  let after: BackupRecord;
  let compared: Comparison;
  const compare = (request: CompareRequest) => compareBackups(connected.services, request, signal);

  beforeAll(async () => {
    connected = await connect({ rows: 5_000 });
    const { sample, services } = connected;
    await sample.sql(`
      create table public.prices (sku text primary key, price integer not null, note text);
      insert into public.prices select 'sku ' || n, n * 10, 'note ' || n from generate_series(1, 500) n;
      create table public.log (line text);
      insert into public.log select 'line ' || n % 3 from generate_series(1, 30) n;
      create table public.old_things (id integer primary key);
      alter table public.prices owner to postgres; alter table public.log owner to postgres;
      alter table public.old_things owner to postgres; notify pgrst, 'reload schema'`);
    before = await backUp(services);
    await sample.sql(`
      update public.payments set net_amount = net_amount + 1, gross_amount = gross_amount + 1 where id in (3, 7, 11);
      delete from public.sms_logs where id in (select id from public.sms_logs order by id limit 5);
      insert into public.leads (company, contact_name, email, city, country, source, score, message, created_at)
        values ('Bässe & Söhne', 'O''Neil', 'x@example.com', 'Köln', 'DE', 'web', 0.1, '=1+1', now());
      alter table public.cms_pages add column summary text default 'none';
      alter table public.cms_pages drop column seo;
      alter table public.prices alter column price type text using price::text;
      update public.prices set price = '11' where sku = 'sku 1';
      insert into public.log values ('line 1'), ('line 7');
      delete from public.log where ctid in (select ctid from public.log where line = 'line 2' limit 2);
      drop table public.old_things;
      create table public.new_things (id integer primary key);
      alter table public.new_things owner to postgres; notify pgrst, 'reload schema'`);
    after = await backUp(services);
    compared = await compare({ before: before.id, after: after.id });
  });
  afterAll(() => connected.stop());

  it('finds what was changed, removed and added in each table, and nothing else', () => {
    expect([before.status, after.status]).toEqual(['completed', 'completed']);
    expect(summaryOf(compared)).toEqual([
      'public.cms_pages ~0 -0 +0',
      'public.leads ~0 -0 +1',
      'public.log ~0 -2 +2',
      'public.new_things only-after',
      'public.old_things only-before',
      'public.payments ~3 -0 +0',
      'public.prices ~1 -0 +0',
      'public.sms_logs ~0 -5 +0',
    ]);
    for (const { counts, rowsBefore, rowsAfter, verdict } of compared.tables) {
      if (counts !== null) expect((rowsBefore ?? 0) - counts.removed + counts.added).toBe(rowsAfter);
      if (verdict === 'equal') expect(counts).toEqual({ added: 0, removed: 0, changed: 0 });
    }
    expect(compared.tables.every(({ doubts }) => doubts.length === 0)).toBe(true);
    expect(compared.tables.filter(({ verdict }) => verdict === 'equal').length).toBeGreaterThan(4);
  });

  it('names columns that are new, gone or of another type, apart from rows', () => {
    expect(tableOf(compared, 'public.cms_pages').columns).toEqual([
      { column: 'summary', change: 'new', before: null, after: 'text' },
      { column: 'seo', change: 'gone', before: 'jsonb', after: null },
    ]);
    expect(tableOf(compared, 'public.prices').columns).toEqual([
      { column: 'price', change: 'retyped', before: 'integer', after: 'text' },
    ]);
    expect(tableOf(compared, 'public.log').key).toEqual([]);
  });

  it('answers which prices were changed, with both values exactly', async () => {
    const payments = compared.rows('public.payments');
    expect(await payments?.columns(signal)).toEqual([
      { column: 'net_amount', rows: 3 },
      { column: 'gross_amount', rows: 3 },
    ]);
    const list = await payments?.list({ changes: ['changed'], column: 'net_amount' }, signal);
    expect(list?.count).toBe(3);
    const rows = (await list?.read(0, 10)) ?? [];
    expect(rows.map(({ key }) => key)).toEqual(['3', '7', '11'].map((text) => [{ column: 'id', text }]));
    const truth = await connected.sample.sql(
      'select net_amount, net_amount - 1 as old from public.payments where id in (3, 7, 11) order by id',
    );
    for (const [index, { cells }] of rows.entries()) {
      const changed = cells.filter((cell) => cell.changed);
      expect(changed.map(({ column }) => column)).toEqual(['net_amount', 'gross_amount']);
      expect([changed[0]?.before?.text, changed[0]?.after?.text]).toEqual([
        truth[index]?.old,
        truth[index]?.net_amount,
      ]);
      expect(cells.find(({ column }) => column === 'reference')).toMatchObject({ changed: false });
    }
    const status = await payments?.list({ changes: ['changed', 'removed', 'added'], column: 'status' }, signal);
    expect(status?.count).toBe(0);
  });

  it('shows removed and added rows as they were, a page at a time', async () => {
    const removed = await compared
      .rows('public.sms_logs')
      ?.list({ changes: ['removed', 'added'], column: null }, signal);
    expect(removed?.count).toBe(5);
    const pages = [await removed?.read(0, 2), await removed?.read(2, 2), await removed?.read(4, 2)].flatMap(
      (page) => page ?? [],
    );
    expect(pages.length).toBe(5);
    expect(
      pages.every(({ before: row, after: none, rowAfter }) => row !== null && none === null && rowAfter === null),
    ).toBe(true);
    const added = await (await compared.rows('public.leads')?.list({ changes: ['added'], column: null }, signal))?.read(
      0,
      1,
    );
    expect(added?.[0]?.cells.find(({ column }) => column === 'company')).toMatchObject({
      before: null,
      after: { text: 'Bässe & Söhne', json: '"Bässe & Söhne"' },
      changed: false,
    });
    expect(compared.rows('public.users')).toBeNull();
    const lines = await (
      await compared.rows('public.log')?.list({ changes: ['removed', 'added'], column: null }, signal)
    )?.read(0, 9);
    expect(lines?.map(({ change, cells: [cell] }) => [change, (cell?.before ?? cell?.after)?.text])).toEqual([
      ['removed', 'line 2'],
      ['removed', 'line 2'],
      ['added', 'line 1'],
      ['added', 'line 7'],
    ]);
  });

  it('finds a backup equal to itself without reading a single row', async () => {
    const { comparer } = connected.services;
    const services = {
      ...connected.services,
      comparer: { ...comparer, fingerprints: () => Promise.reject(new Error('read')) },
    };
    const same = await compareBackups(services, { before: before.id, after: before.id }, signal);
    expect(summaryOf(same)).toEqual([]);
    expect(same.tables.every(({ verdict }) => verdict === 'equal')).toBe(true);
  });

  it('finds the same against the live project, names tables without reading them, and leaves nothing behind', async () => {
    const { store, lock, backups, project } = connected.services;
    const records = await backups.list(project.id);
    const live = await compare({ before: before.id, after: { live: true } });
    expect(live.after).toMatchObject({ kind: 'live', status: 'completed', coverage: 'catalog' });
    expect(summaryOf(live)).toEqual(summaryOf(compared));
    expect(tableOf(live, 'public.new_things')).toMatchObject({ rowsAfter: null, verdict: 'only-after' });
    expect(tableOf(live, 'public.old_things').note).toContain('The live project did not have it.');
    expect((await live.rows('public.payments')?.columns(signal))?.length).toBe(2);
    expect(await store.listUnpublished()).toEqual([live.after.id]);
    expect(await lock.isHeld(`holdfast:run:${live.after.id}`)).toBe(true);
    await live.dispose();
    await live.dispose();
    expect(await store.listUnpublished()).toEqual([]);
    expect(await lock.isHeld(`holdfast:run:${live.after.id}`)).toBe(false);
    expect(await backups.list(project.id)).toEqual(records);
    const equal = await compare({ before: after.id, after: { live: true } });
    expect(summaryOf(equal)).toEqual([]);
    await equal.dispose();
  });
});

describe('comparing two readings of the type zoo', () => {
  let connected: Connected;
  let helper: BackupRecord;
  let plain: BackupRecord;

  /** The same project, as it would be without the helper. */
  function withoutHelper(project: Project): Project {
    return { ...project, openSession: () => ({ ...project.openSession(), catalog: async () => null }) };
  }

  beforeAll(async () => {
    connected = await connect({ database: 'zoo' });
    await declareTables(connected);
    helper = await backUp(connected.services);
    plain = await backUp({ ...connected.services, project: withoutHelper(connected.project) });
  });
  afterAll(() => connected.stop());

  it('finds them equal, with and without the helper', async () => {
    for (const [before, after] of [
      [helper, helper],
      [plain, plain],
    ] as const) {
      const compared = await compareBackups(connected.services, { before: before.id, after: after.id }, signal);
      expect(summaryOf(compared)).toEqual(['public.no_grants not-compared']);
    }
  });

  it('finds no difference between a reading with the helper and one without', async () => {
    for (const [before, after] of [
      [helper, plain],
      [plain, helper],
    ] as const) {
      const compared = await compareBackups(connected.services, { before: before.id, after: after.id }, signal);
      expect(summaryOf(compared)).toEqual(['public.no_grants not-compared']);
    }
  });

  it('finds just the one value that was changed when rows, columns and parts come in another order, and the manifest does not know the columns', async () => {
    const otherText: Cell = { column: 'note', kind: 'string', text: 'other', json: '"other"' };
    for (const columnsKnown of [true, false]) {
      const other = await rewriteBackup(connected.services, helper.id, {
        rows: (rows, { name }) =>
          rows.toReversed().map(({ cells }) => ({
            cells: cells.toReversed().map((cell) => (name === 'documents' && cell.text === 'plain' ? otherText : cell)),
          })),
        table: (table) => ({ ...table, columns: columnsKnown ? table.columns.toReversed() : [] }),
        rowsPerPart: 400,
      });
      const compared = await compareBackups(connected.services, { before: plain.id, after: other }, signal);
      expect(summaryOf(compared)).toEqual(['public.documents ~1 -0 +0', 'public.no_grants not-compared']);
      expect(compared.tables.every(({ columns }) => columns.length === 0)).toBe(true);
    }
  });

  it('says of rows that only one side has that they may have been hidden', async () => {
    await connected.sample.sql('update public.half_hidden set shown = not shown where id <= 200');
    const later = await backUp(connected.services);
    const compared = await compareBackups(connected.services, { before: helper.id, after: later.id }, signal);
    const table = tableOf(compared, 'public.half_hidden');
    expect(table.counts?.removed).toBeGreaterThan(0);
    expect(table.counts?.added).toBeGreaterThan(0);
    expect(table.doubts.map(({ about }) => about)).toEqual(['added', 'removed']);
    expect(table.doubts[1]?.why).toMatch(
      /^The backup under “After” does not hold every row .* of 5,000 rows visible to you\. Rows called removed/,
    );
    const live = await compareBackups(connected.services, { before: plain.id, after: { live: true } }, signal);
    expect(tableOf(live, 'public.half_hidden').doubts.map(({ why }) => why)).toEqual([
      expect.stringContaining('was read without the helper'),
      expect.stringContaining('The live project does not hold every row'),
    ]);
    await live.dispose();
  });
});
