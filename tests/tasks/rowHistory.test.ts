import { describe, expect, test } from 'vitest';
import { type RowHistory, type RowIdentity, rowHistory } from '../../src/tasks/rowHistory.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { partOf } from './smallArchive.ts';
import { countedServices, idOfDay, storeBackup } from './storedBackups.ts';

const ofKey = (id: string): RowIdentity => ({ table: 'public.users', by: { key: [{ column: 'id', text: id }] } });

function history(
  services: FakeServices,
  row: RowIdentity,
  onProgress: (history: RowHistory) => void = () => undefined,
): Promise<RowHistory> {
  return rowHistory(services, row, new AbortController().signal, onProgress);
}

/** `day:state:row text` of each version. */
function inShort({ versions }: RowHistory): string[] {
  return versions.map(({ backupId, state, bytes }) =>
    [Number(backupId.slice(0, 8)), state, bytes === null ? '' : new TextDecoder().decode(bytes)].join(':'),
  );
}

const users = (...notes: string[]) => ({
  name: 'users',
  parts: [
    partOf(1, 20),
    `[${notes.map((note, index) => `{"id":${21 + index},"note":"${note}"}`).join(',')}]`,
    partOf(100, 5),
  ],
});

describe('rowHistory', () => {
  test('shows a row as each backup has it, newest first', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [users('old', 'other')] });
    await storeBackup(services, { day: 2, tables: [users('new', 'other')] });
    await storeBackup(services, { day: 3, tables: [users('new', 'another')] });
    await storeBackup(services, { day: 4, tables: [{ name: 'users', parts: [partOf(1, 20)] }] });
    const found = await history(services, ofKey('21'));
    expect(inShort(found)).toEqual([
      '4:absent:',
      '3:present:{"id":21,"note":"new"}',
      '2:present:{"id":21,"note":"new"}',
      '1:present:{"id":21,"note":"old"}',
    ]);
    const [, third, second, first] = found.versions;
    expect([third?.content === second?.content, second?.content === first?.content]).toEqual([true, false]);
    expect(third).toMatchObject({ row: 20, count: 1, why: null });
    expect(found).toMatchObject({ backups: 4, backupsDone: 4, bytesDone: found.bytes });
  });

  test('a row is followed through the backups of one project', async () => {
    const services = await countedServices();
    const record = { projectUrl: 'https://other.example' };
    await storeBackup(services, { day: 1, tables: [users('ours')] });
    await storeBackup(services, { day: 2, tables: [users('theirs')], record });
    expect(inShort(await history(services, ofKey('21')))).toEqual(['1:present:{"id":21,"note":"ours"}']);
    const named = await history(services, { table: 'public.users', by: { backupId: idOfDay(2), row: 20 } });
    expect(inShort(named)).toEqual(['2:present:{"id":21,"note":"theirs"}']);
  });

  test('overrides are part of a version', async () => {
    const services = await countedServices();
    const overrides = [{ part: 1, row: 0, column: 'note', text: 'null' }];
    await storeBackup(services, { day: 1, tables: [users('x')] });
    await storeBackup(services, { day: 2, tables: [{ ...users('x'), overrides }] });
    const { versions } = await history(services, ofKey('21'));
    expect(versions.map((version) => version.overrides)).toEqual([[{ column: 'note', text: 'null' }], []]);
    expect(versions[0]?.content).not.toBe(versions[1]?.content);
  });

  test('content that backups share is read once, and nothing behind the row', async () => {
    const services = await countedServices();
    for (const day of [1, 2, 3]) await storeBackup(services, { day, tables: [users('x')] });
    const parts = Array.from({ length: 12 }, (_part, index) => partOf(1000 + index, 1));
    await storeBackup(services, { day: 4, tables: [{ name: 'users', parts: [partOf(21, 1), ...parts] }] });
    await history(services, ofKey('21'));
    expect(services.rows.asked).toBe(4 + 3);
  });

  test('a row is also named by its place in a backup: by its key where the table has one', async () => {
    const services = await countedServices();
    await storeBackup(services, { day: 1, tables: [users('old')] });
    await storeBackup(services, { day: 2, tables: [users('new')] });
    const found = await history(services, { table: 'public.users', by: { backupId: idOfDay(2), row: 20 } });
    expect(inShort(found)).toEqual(['2:present:{"id":21,"note":"new"}', '1:present:{"id":21,"note":"old"}']);
    await expect(
      history(services, { table: 'public.users', by: { backupId: idOfDay(2), row: 999 } }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('without a key a row is all of its values', async () => {
    const services = await countedServices();
    const keyless =
      (columns: string[]) => (manifest: { tables: { primary_key: string[]; columns: { name: string }[] }[] }) => {
        for (const table of manifest.tables) {
          table.primary_key = [];
          table.columns = columns.map((name) => ({
            name,
            type: 'text',
            nullable: true,
            generated: 'never',
            identity: 'never',
          }));
        }
      };
    const store = (day: number, rows: string, columns = ['a', 'b']) =>
      storeBackup(services, {
        day,
        tables: [{ name: 'users', parts: [rows, '[{"a":"0","b":"1"}]'] }],
        manifest: keyless(columns),
      });
    await store(1, '[{"a":"0","b":null},{"a":0,"b":"x"},{"a":"0","b":null}]');
    await store(2, '[{"a":"0","b":""},{"a":"00","b":null}]');
    await store(3, '[{"a":"0","b":null}]');
    await store(4, '[{"a":"0","b":null,"c":1}]', ['a', 'b', 'c']);
    await store(5, '[{"a":"0"}]', ['a']);
    const { versions } = await history(services, { table: 'public.users', by: { backupId: idOfDay(3), row: 0 } });
    expect(versions.map(({ state, count, why }) => [state, count, why])).toEqual([
      ['unknown', 0, 'The table had no column b then.'],
      ['unknown', 0, 'The table had a column c then, and without a key its rows cannot be told apart.'],
      ['present', 1, null],
      ['absent', 0, null],
      ['present', 2, null],
    ]);
  });

  test('what cannot be known is said to be unknown', async () => {
    const services = await countedServices();
    const orders = { name: 'orders', parts: ['[]'] };
    await storeBackup(services, { day: 1, tables: [orders] });
    await storeBackup(services, {
      day: 2,
      tables: [orders],
      manifest: (manifest) => {
        manifest.coverage = 'declared';
      },
    });
    const changing = (day: number, notes: string[], changes: object) =>
      storeBackup(services, {
        day,
        tables: [users(...notes)],
        manifest: (manifest) => {
          Object.assign(manifest.tables[0] ?? {}, changes);
        },
      });
    const partial = { outcome: 'partial', error: '26 of 99 rows visible to you' };
    await changing(3, ['x'], partial);
    await changing(4, [], partial);
    await changing(5, [], { outcome: 'failed', error: 'It timed out', parts: [], rows: 0 });
    await storeBackup(services, {
      day: 6,
      tables: [users()],
      manifest: ({ tables: [table] }) => {
        if (table?.parts[1] !== undefined) table.parts[1].sha256 = '0'.repeat(64);
      },
    });
    await storeBackup(services, { day: 7, tables: [users('x')] });
    await services.store.delete(idOfDay(7));
    await storeBackup(services, { day: 8, tables: [users('x')], record: { archive: null } });
    const { versions } = await history(services, ofKey('21'));
    expect(versions.map(({ backupId, state, why }) => [Number(backupId.slice(0, 8)), state, why])).toEqual([
      [7, 'unknown', expect.stringContaining('is not in this browser')],
      [6, 'unknown', expect.stringContaining('00002.json does not match')],
      [5, 'unknown', 'Reading it failed in this run: It timed out.'],
      [4, 'unknown', 'Only a part of its rows is in this backup: 26 of 99 rows visible to you.'],
      [3, 'present', null],
      [2, 'unknown', 'It was not among the tables that this run read.'],
      [1, 'absent', 'The project had no such table then.'],
    ]);
  });

  test('it is told backup by backup, and ends when aborted', async () => {
    const services = await countedServices();
    for (const day of [1, 2, 3]) await storeBackup(services, { day, tables: [users(`note ${day}`)] });
    const told: RowHistory[] = [];
    await history(services, ofKey('21'), (report) => told.push(report));
    expect(new Set(told.map(({ versions }) => versions.length))).toEqual(new Set([0, 1, 2, 3]));
    const done = told.map(({ bytesDone }) => bytesDone);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    const stopping = new AbortController();
    const looking = rowHistory(services, ofKey('21'), stopping.signal, () => stopping.abort());
    await expect(looking).rejects.toMatchObject({ name: 'AbortError' });
  });
});
