import { describe, expect, test } from 'vitest';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import { exportTableFile, type TableFileProgress, type TableFileRequest } from '../../src/tasks/exportTableFile.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { partOf } from './smallArchive.ts';
import { countedServices, idOfDay, storeBackup } from './storedBackups.ts';

const going = () => new AbortController().signal;
const only = (text: string): RowQuery => ({ text, match: 'contains', caseSensitive: false, filters: [] });

const columns = (...names: string[]) =>
  names.map((name) => ({ name, type: 'text', nullable: true, generated: 'never', identity: 'never' }));

/** A backup with a table in four parts, one of them empty, with overrides in two. */
async function stored(names = ['id', 'note']): Promise<FakeServices> {
  const services = await countedServices();
  await storeBackup(services, {
    day: 24,
    tables: [
      {
        name: 'users',
        parts: [partOf(1, 3), '[]', partOf(4, 2), partOf(6, 1)],
        overrides: [
          { part: 0, row: 2, column: 'note', text: 'null' },
          { part: 2, row: 0, column: 'note', text: '{NULL}' },
        ],
      },
    ],
    manifest: ({ tables: [table] }) => {
      if (table !== undefined) table.columns = columns(...names);
    },
  });
  return services;
}

async function exported(services: FakeServices, given: Partial<TableFileRequest>) {
  const request: TableFileRequest = {
    backupId: idOfDay(24),
    table: 'public.users',
    format: 'json',
    query: null,
    ...given,
  };
  const { files, rows } = await exportTableFile(services, request, going());
  const texts = await Promise.all(files.map(async ({ filename, blob }) => [filename, await blob.text()]));
  return { rows, texts: Object.fromEntries(texts) as Record<string, string> };
}

const stem = 'public.users-2026-03-24T01-00-00-000Z';

describe('exportTableFile', () => {
  test('as JSON the rows stand as the server wrote them, and what JSON cannot carry in a second file', async () => {
    const { rows, texts } = await exported(await stored(), {});
    expect(rows).toBe(6);
    const lines = [1, 2, 3, 4, 5, 6].map((id) => `{"id":${id},"note":"row ${id}"}`);
    expect(texts[`${stem}.json`]).toBe(`[${lines.join(',\n')}]\n`);
    expect(texts[`${stem}.overrides.json`]).toBe(
      '[{"row":2,"column":"note","text":"null"},\n{"row":3,"column":"note","text":"{NULL}"}]\n',
    );
  });

  test('as CSV and SQL overrides stand in their places', async () => {
    const services = await stored();
    const csv = await exported(services, { format: 'csv' });
    expect(csv.texts).toEqual({
      [`${stem}.csv`]: 'id,note\r\n1,row 1\r\n2,row 2\r\n3,null\r\n4,{NULL}\r\n5,row 5\r\n6,row 6\r\n',
    });
    const sql = (await exported(services, { format: 'sql' })).texts[`${stem}.sql`] ?? '';
    expect(sql).toMatch(/^-- Rows of "public"\."users".*\nbegin;\n.*\ncommit;\n$/s);
    expect(sql.match(/^\('\d', '.*'\)/gm)).toEqual([
      ...["('1', 'row 1')", "('2', 'row 2')", "('3', 'null')", "('4', '{NULL}')", "('5', 'row 5')", "('6', 'row 6')"],
    ]);
  });

  test('only matching rows, with their overrides counted among them', async () => {
    const { rows, texts } = await exported(await stored(), { query: only('null') });
    expect(rows).toBe(2);
    expect(JSON.parse(texts[`${stem}.json`] ?? '')).toEqual([
      { id: 3, note: 'row 3' },
      { id: 4, note: 'row 4' },
    ]);
    expect((JSON.parse(texts[`${stem}.overrides.json`] ?? '') as { row: number }[]).map(({ row }) => row)).toEqual([
      0, 1,
    ]);
  });

  test('no rows make a valid file too', async () => {
    const services = await stored();
    const query = only('nowhere');
    expect((await exported(services, { query })).texts).toEqual({ [`${stem}.json`]: '[]\n' });
    expect((await exported(services, { query, format: 'csv' })).texts).toEqual({ [`${stem}.csv`]: 'id,note\r\n' });
  });

  test('formulas are marked in names and texts, unless told otherwise', async () => {
    const services = await countedServices();
    await storeBackup(services, {
      day: 24,
      tables: [{ name: 'users', parts: ['[{"=n":-1,"t":"-1"}]'] }],
      manifest: ({ tables: [table] }) => {
        if (table !== undefined) table.columns = columns('=n', 't');
      },
    });
    expect(Object.values((await exported(services, { format: 'csv' })).texts)).toEqual(["'=n,t\r\n-1,'-1\r\n"]);
    expect(Object.values((await exported(services, { format: 'csv', guard: false })).texts)).toEqual([
      '=n,t\r\n-1,-1\r\n',
    ]);
  });

  test('where the manifest knows no columns, those of the first row count', async () => {
    const csv = await exported(await stored([]), { format: 'csv', query: only('row 6') });
    expect(csv.texts).toEqual({ [`${stem}.csv`]: 'id,note\r\n6,row 6\r\n' });
  });

  test('a column that the table did not have is not lost without a word', async () => {
    const services = await stored(['id']);
    for (const format of ['csv', 'sql'] as const) {
      await expect(exported(services, { format })).rejects.toMatchObject({
        code: 'columns-differ',
        message: expect.stringContaining('have a column note that the table did not have'),
        hint: expect.stringContaining('JSON'),
      });
    }
    expect((await exported(services, {})).rows).toBe(6);
  });

  test('progress is told and the act recorded', async () => {
    const services = await stored();
    const told: TableFileProgress[] = [];
    const request = { backupId: idOfDay(24), table: 'public.users', format: 'csv', query: null } as const;
    await exportTableFile(services, request, going(), (progress) => told.push(progress));
    expect(told.map(({ rows }) => rows)).toEqual([3, 3, 5, 6]);
    expect(told.at(-1)).toMatchObject({ bytesDone: told[0]?.bytes });
    const [entry] = await services.audit.list(services.project.id);
    expect(entry).toMatchObject({
      action: 'export',
      backupId: idOfDay(24),
      result: 'done',
      details: expect.stringContaining('Exported all rows of public.users: 6, as CSV from '),
    });
  });

  test('damage and abort end it, without an entry', async () => {
    const services = await countedServices();
    await storeBackup(services, {
      day: 24,
      tables: [{ name: 'users', parts: [partOf(1, 3), partOf(4, 3)] }],
      manifest: ({ tables: [table] }) => {
        if (table?.parts[1] !== undefined) table.parts[1].sha256 = '0'.repeat(64);
      },
    });
    await expect(exported(services, {})).rejects.toMatchObject({ code: 'archive-damaged' });
    await expect(exported(services, { table: 'public.none' })).rejects.toMatchObject({ code: 'not-found' });
    const stopping = new AbortController();
    const request = { backupId: idOfDay(24), table: 'public.users', format: 'json', query: null } as const;
    await expect(exportTableFile(services, request, stopping.signal, () => stopping.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await services.audit.list(services.project.id)).toEqual([]);
  });
});
