import { describe, expect, test } from 'vitest';
import { type Findings, lastThere } from '../../src/core/findings.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import { type FindRequest, findRows } from '../../src/tasks/findRows.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { partOf } from './smallArchive.ts';
import { countedServices, idOfDay, storeBackup } from './storedBackups.ts';

const textQuery = (text: string): RowQuery => ({ text, match: 'contains', caseSensitive: false, filters: [] });
const going = () => new AbortController().signal;

function search(
  services: FakeServices,
  days: number[],
  text: string,
  given: Partial<FindRequest> = {},
  onFound: (findings: Findings) => void = () => undefined,
): Promise<Findings> {
  const request = { backups: days.map(idOfDay), tables: null, query: textQuery(text), ...given };
  return findRows(services, request, going(), onFound);
}

const users = (note: string) => ({ name: 'users', parts: [`[{"id":1,"note":"Ada"},{"id":2,"note":"${note}"}]`] });
const orders = { name: 'orders', parts: [partOf(1, 30), partOf(31, 30), partOf(61, 30)] };

describe('findRows', () => {
  test('says in which table of which backup, how often, and shows the first rows', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [users('Bob'), orders] });
    const { backups, ...all } = await search(services, [1], 'ow 3', { rowsPerTable: 3 });
    expect(all).toMatchObject({ matches: 11, more: true, done: true, bytesDone: all.bytes });
    const [of] = backups;
    expect(of).toMatchObject({ state: 'searched', matches: 11, why: null });
    expect(of?.tables.map(({ table, state, matches, why }) => [table, state, matches, why])).toEqual([
      ['public.orders', 'searched', 11, null],
      ['public.users', 'searched', 0, null],
    ]);
    expect(of?.tables[0]?.first).toEqual(
      [3, 30, 31].map((id) => ({
        row: id - 1,
        column: 'note',
        excerpt: `row ${id}`,
        key: [{ column: 'id', text: String(id) }],
        text: `{"id":${id},"note":"row ${id}"}`,
      })),
    );
  });

  test('answers when something was last there', async () => {
    const services = await countedServices();
    for (const [day, note] of [
      [1, 'Bob'],
      [2, 'Bob'],
      [3, 'Eve'],
      [4, 'Eve'],
    ] as const)
      await storeBackup(services, { day, tables: [users(note), orders] });
    const { backups } = await search(services, [1, 3, 4, 2], 'bob');
    expect(backups.map(({ backupId, matches }) => [backupId, matches])).toEqual(
      [
        [4, 0],
        [3, 0],
        [2, 1],
        [1, 1],
      ].map(([day, matches]) => [idOfDay(day ?? 0), matches]),
    );
    const last = lastThere(backups);
    expect([last?.backup.backupId, last?.absent.length, last?.unknown.length]).toEqual([idOfDay(2), 2, 0]);
  });

  test('reads content that backups share once, but not where overrides differ', async () => {
    const services = await countedServices();
    const overrides = [{ part: 0, row: 0, column: 'note', text: 'Bobby' }];
    await storeBackup(services, { day: 1, tables: [users('Bob'), orders] });
    await storeBackup(services, { day: 2, tables: [users('Bob'), orders] });
    await storeBackup(services, {
      day: 3,
      tables: [
        { ...users('Bob'), overrides },
        { ...orders, parts: [...orders.parts.slice(0, 2), partOf(61, 29)] },
      ],
    });
    const { backups, bytesDone, bytes } = await search(services, [1, 2, 3], 'bob');
    expect(backups.map(({ matches }) => matches)).toEqual([2, 1, 1]);
    expect(services.rows.asked).toBe(4 + 2);
    expect(bytesDone).toBe(bytes);
  });

  test('an older backup shows its own first rows, also of parts that were searched before', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 2, tables: [{ name: 'users', parts: [partOf(1, 5), partOf(6, 5)] }] });
    await storeBackup(services, { day: 1, tables: [{ name: 'users', parts: ['[]', partOf(6, 5)] }] });
    const { backups } = await search(services, [1, 2], 'row', { rowsPerTable: 5 });
    expect(backups.map(({ tables: [table] }) => table?.first.map(({ row }) => row))).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
    expect(backups[1]?.tables[0]?.first[0]?.text).toContain('"id":6');
  });

  test('hands out no more rows in all than asked for, and counts the rest', async () => {
    const services = await countedServices();
    for (const day of [1, 2]) await storeBackup(services, { day, tables: [orders] });
    const { backups, more, matches } = await search(services, [1, 2], 'row', { rowsInAll: 25 });
    expect(backups.map(({ tables: [table] }) => table?.first.length)).toEqual([20, 5]);
    expect({ more, matches }).toEqual({ more: true, matches: 180 });
  });

  test('only the tables asked for are searched; one that did not exist is no gap', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [users('Bob')] });
    await storeBackup(services, { day: 2, tables: [users('Bob'), orders] });
    await storeBackup(services, {
      day: 3,
      tables: [users('Bob')],
      manifest: (manifest) => {
        manifest.coverage = 'declared';
      },
    });
    const { backups } = await search(services, [1, 2, 3], 'row', { tables: ['public.orders'] });
    expect(backups.map(({ tables }) => tables.map(({ state, why }) => [state, why]))).toEqual([
      [['not-searched', 'It was not among the tables that this run read.']],
      [['searched', null]],
      [],
    ]);
  });

  test('says what a backup lacks of a table', async () => {
    const services = await countedServices();
    await storeBackup(services, {
      day: 1,
      tables: [users('Bob'), orders, { name: 'secrets', parts: ['[]'] }, { name: 'logs', parts: ['[]'] }],
      manifest: (manifest) => {
        const change = (name: string, changes: object) =>
          Object.assign(manifest.tables.find((table) => table.name === name) ?? {}, changes);
        change('orders', { outcome: 'partial', error: '90 of 5,000 rows visible to you' });
        change('secrets', { outcome: 'denied', error: null, parts: [], content_sha256: null });
        change('logs', { outcome: 'excluded', error: null, parts: [], content_sha256: null });
      },
    });
    const [backup] = (await search(services, [1], 'row 7')).backups;
    expect(backup?.tables.map(({ table, state, why, matches }) => [table, state, why, matches])).toEqual([
      ['public.logs', 'not-searched', 'It was excluded from this backup by a setting.', 0],
      ['public.orders', 'searched', 'Only a part of its rows is in this backup: 90 of 5,000 rows visible to you.', 11],
      ['public.secrets', 'not-searched', 'It could not be read in this run for want of rights.', 0],
      ['public.users', 'searched', null, 0],
    ]);
  });

  test('a damaged part is named, and the rest is searched', async () => {
    const services = await countedServices();
    await storeBackup(services, {
      day: 1,
      tables: [users('Bob'), orders],
      manifest: (manifest) => {
        for (const table of manifest.tables) (table.parts[0] as { sha256: string }).sha256 = '0'.repeat(64);
      },
    });
    const [backup] = (await search(services, [1], 'row')).backups;
    expect(backup).toMatchObject({ state: 'searched', matches: 60 });
    expect(backup?.tables.map(({ state, why }) => [state, why])).toEqual([
      ['searched', expect.stringMatching(/^1 of its 3 parts could not be read: .*00001\.json does not match/)],
      ['not-searched', expect.stringMatching(/public\.users\.json does not match/)],
    ]);
  });

  test('what the last verification found counts, though the parts read well', async () => {
    const services = await countedServices();
    const record = await storeBackup(services, { day: 1, tables: [users('Bob'), orders] });
    const faults = [{ path: null, table: 'public.orders', what: 'a part is missing' }];
    if (record.archive !== null)
      await services.backups.put({ ...record, archive: { ...record.archive, bytes: 'corrupt', faults } });
    const [backup] = (await search(services, [1], 'row')).backups;
    expect(backup?.tables.map(({ why }) => why)).toEqual([
      'The file of this backup is damaged: a part is missing.',
      null,
    ]);
  });

  test('backups without a readable file are said to be so, and do not stop the search', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [users('Bob')] });
    await storeBackup(services, { day: 2, tables: [users('Bob')] });
    const failed = await storeBackup(services, { day: 3, tables: [users('Bob')], record: { archive: null } });
    await storeBackup(services, { day: 4, tables: [users('Bob')] });
    await services.store.delete(idOfDay(2));
    await services.store.damage(idOfDay(4), (bytes) => bytes.slice(0, -30));
    const { backups } = await search(services, [1, 2, 3, 4, 99], 'bob');
    expect(backups.map(({ state, why, matches }) => [state, why, matches])).toEqual([
      ['not-searched', expect.stringContaining('damaged'), 0],
      ['not-searched', 'This run left no file.', 0],
      ['not-searched', expect.stringContaining('is not in this browser'), 0],
      ['searched', null, 1],
    ]);
    expect(lastThere(backups)?.unknown.length).toBe(3);
    expect(failed.archive).toBeNull();
  });

  test('reports rise to the end and stay as they were told', async () => {
    const services = await countedServices();
    let time = 0;
    const clock = { ...services.clock, monotonic: () => (time += 100) };
    for (const day of [1, 2]) await storeBackup(services, { day, tables: [users('Bob'), orders] });
    const told: { findings: Findings; matches: number }[] = [];
    const last = await search({ ...services, clock } as FakeServices, [1, 2], 'row 1', {}, (findings) =>
      told.push({ findings, matches: findings.matches }),
    );
    expect(told.length).toBeGreaterThan(4);
    expect(told.at(-1)?.findings).toBe(last);
    expect(told.map(({ findings }) => findings.matches)).toEqual(told.map(({ matches }) => matches));
    expect(told.map(({ matches }) => matches)).toEqual(told.map(({ matches }) => matches).toSorted((a, b) => a - b));
    expect(told[0]?.findings).toMatchObject({ bytes: last.bytes, bytesDone: 0, done: false });
  });

  test('an abort ends it', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [orders] });
    const stopping = new AbortController();
    const request = { backups: [idOfDay(1)], tables: null, query: textQuery('row') };
    const searching = findRows(services, request, stopping.signal, () => stopping.abort());
    await expect(searching).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('a row past 16 kB comes without its text', async () => {
    const services = await countedServices();
    const note = 'x'.repeat(20_000);
    await storeBackup(services, { day: 1, tables: [{ name: 'users', parts: [`[{"id":1,"note":"${note}"}]`] }] });
    const [found] = (await search(services, [1], 'xx')).backups[0]?.tables[0]?.first ?? [];
    expect(found).toMatchObject({ row: 0, column: 'note', text: null, excerpt: `${'x'.repeat(200)}…` });
  });
});
