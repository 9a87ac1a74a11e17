import { beforeAll, describe, expect, test } from 'vitest';
import type { ExportedTable } from '../../src/core/exportFormat.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import type { RowReader, StoredPart } from '../../src/ports/RowReader.ts';
import { storeParts } from '../tasks/storedRows.ts';

const query: RowQuery = { text: 'é', match: 'contains', caseSensitive: false, filters: [] };
const wanted = { first: 1, key: ['id'], rowBytes: 1000 };
const column = { nullable: true, generated: 'never', identity: 'never' };
const table: ExportedTable = {
  schema: 'public',
  name: 'people',
  columns: [
    { ...column, name: 'id', type: 'bigint' },
    { ...column, name: 'name', type: 'text' },
  ],
  enums: [],
};
const decode = (bytes: Uint8Array | null | undefined) => new TextDecoder().decode(bytes ?? undefined);

const json = `[{"id":9007199254740993,"name":"Zo\\u00e9"},
 {"id":2,"name":null}, {"id":3,"name":"=André"}]`;

/** What every reader of stored rows promises. */
export function rowReaderContract(name: string, make: () => RowReader): void {
  describe(`row reader: ${name}`, () => {
    let reader: RowReader;
    let part: StoredPart;
    let empty: StoredPart;
    let foreign: StoredPart;
    beforeAll(async () => {
      reader = make();
      const overrides = [{ row: 1, column: 'name', text: 'René' }];
      [part, empty, foreign] = (await storeParts([
        { json, overrides },
        { json: '[]' },
        { json: '[{"id":1,"other":2}]' },
      ])) as [StoredPart, StoredPart, StoredPart];
    });

    /** All calls, in every kind of trouble the same. */
    const calls: [string, (stored: StoredPart, signal?: AbortSignal) => Promise<unknown>][] = [
      ['rows', (stored, signal) => reader.rows(stored, signal)],
      ['find', (stored, signal) => reader.find(stored, query, wanted, signal)],
      [
        'convert',
        (stored, signal) => reader.convert(stored, { format: 'csv', table, guard: true, query: null }, signal),
      ],
    ];

    test('rows come byte for byte as they were stored, with their places', async () => {
      const { bytes, starts, ends } = await reader.rows(part);
      expect(decode(bytes)).toBe(json);
      expect([...starts].map((start, row) => decode(bytes.subarray(start, ends[row])))).toEqual([
        '{"id":9007199254740993,"name":"Zo\\u00e9"}',
        '{"id":2,"name":null}',
        '{"id":3,"name":"=André"}',
      ]);
      expect((await reader.rows(empty)).starts.length).toBe(0);
    });

    test('matching rows come with their columns, and the first of them ready to be shown', async () => {
      const { rows, columns, columnOf, first } = await reader.find(part, query, { ...wanted, first: 2 });
      expect([...rows].map((row, index) => [row, columns[columnOf[index] ?? -1]])).toEqual([
        [0, 'name'],
        [1, 'name'],
        [2, 'name'],
      ]);
      expect(first.map(({ bytes, excerpt, key }) => [decode(bytes), excerpt, key])).toEqual([
        ['{"id":9007199254740993,"name":"Zo\\u00e9"}', 'Zoé', [{ column: 'id', text: '9007199254740993' }]],
        ['{"id":2,"name":null}', 'René', [{ column: 'id', text: '2' }]],
      ]);
      const nothing = await reader.find(empty, query, wanted);
      expect({ ...nothing, rows: nothing.rows.length, columnOf: nothing.columnOf.length }).toEqual({
        ...{ rows: 0, columnOf: 0, columns: [], first: [] },
      });
      const long = await reader.find(part, query, { ...wanted, rowBytes: 10 });
      expect(long.first[0]?.bytes).toBeNull();
    });

    test('a part becomes a piece of a file, whole or only what matches', async () => {
      const options = { table, guard: true, query: null };
      const csv = await reader.convert(part, { ...options, format: 'csv' });
      expect([csv.rows, decode(csv.bytes)]).toEqual([3, "9007199254740993,Zoé\r\n2,René\r\n3,'=André\r\n"]);
      const some = await reader.convert(part, { ...options, format: 'json', query: { ...query, text: 'n' } });
      expect([some.rows, decode(some.bytes), some.overrides]).toEqual([
        2,
        '{"id":2,"name":null},\n{"id":3,"name":"=André"}',
        [{ row: 0, column: 'name', text: 'René' }],
      ]);
      const sql = decode((await reader.convert(part, { ...options, format: 'sql' })).bytes);
      expect(sql).toContain("(9007199254740993, 'Zoé'),\n(2, 'René'),\n(3, '=André');");
    });

    test('what cannot be converted without loss says why', async () => {
      const converting = reader.convert(foreign, { format: 'csv', table, guard: true, query: null });
      await expect(converting).rejects.toMatchObject({ code: 'columns-differ', hint: expect.stringContaining('JSON') });
    });

    test.each(calls)('%s refuses a part that is not the one of the manifest', async (_name, call) => {
      const damaged = (what: string) =>
        expect.objectContaining({
          code: 'archive-damaged',
          message: expect.stringContaining(`${part.entry.path} ${what}`),
        });
      await expect(call({ ...part, sha256: '0'.repeat(64) })).rejects.toEqual(
        expect.objectContaining({
          code: 'archive-damaged',
          message: expect.stringContaining(`${part.entry.path} does not match`),
        }),
      );
      await expect(call({ ...part, rows: 4 })).rejects.toEqual(damaged('has 3 rows instead of 4'));
      const bytes = new Uint8Array(await part.archive.arrayBuffer());
      const place = part.entry.offset + part.entry.spanBytes - 20;
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      await expect(call({ ...part, archive: new Blob([bytes]) })).rejects.toMatchObject({
        code: 'archive-damaged',
        message: expect.stringContaining(part.entry.path),
      });
    });

    test.each(calls)('%s rejects when its signal aborts, and the reader goes on', async (_name, call) => {
      const stopping = new AbortController();
      const calling = call(part, stopping.signal);
      stopping.abort();
      await expect(calling).rejects.toMatchObject({ name: 'AbortError' });
      await expect(call(part, stopping.signal)).rejects.toMatchObject({ name: 'AbortError' });
      await call(part);
    });

    test('rows that are no JSON in UTF-8 are damage, though their digest is right', async () => {
      const [bad] = (await storeParts([{ json: '[{"id":1,"name":"\\q"}]', rows: 1 }])) as [StoredPart];
      const options = { format: 'csv', table, guard: true, query: null } as const;
      await expect(reader.convert(bad, options)).rejects.toMatchObject({ code: 'archive-damaged' });
      const filters = [{ column: 'name', test: 'differs', value: '' }] as const;
      const finding = reader.find(bad, { ...query, text: '', filters }, wanted);
      await expect(finding).rejects.toMatchObject({ code: 'archive-damaged' });
    });
  });
}
