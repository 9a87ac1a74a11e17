import { expect, test } from 'vitest';
import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import { findInTable, type TableMatches } from '../../src/tasks/findInTable.ts';
import { inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { numberedRows, storeParts } from './storedRows.ts';

const query: RowQuery = { text: '7', match: 'contains', caseSensitive: false, filters: [] };
const going = () => new AbortController().signal;

test('matches come in order, with their numbers in the whole table, and earlier reports stay as they were', async () => {
  const texts = Array.from({ length: 7 }, (_part, index) => ({ json: numberedRows(index * 1000, 1000) }));
  const parts = await storeParts(texts);
  const reports: { matches: TableMatches; length: number }[] = [];
  const all = await findInTable(createRowReader(inlineWorkshop), parts, query, going(), (matches) =>
    reports.push({ matches, length: matches.rows.length }),
  );
  const expected = Array.from({ length: 7000 }, (_row, id) => id).filter((id) => String(id).includes('7'));
  expect([...all.rows]).toEqual(expected);
  expect(all).toMatchObject({ done: true, bytesDone: all.bytes });
  expect(new Set(expected.map((_row, index) => all.columnOf(index)))).toEqual(new Set(['id']));
  expect(reports.length).toBe(7);
  for (const { matches, length } of reports) expect([...matches.rows]).toEqual(expected.slice(0, length));
});

test('a table without parts has no matches', async () => {
  const found = await findInTable(createRowReader(inlineWorkshop), [], query, going(), () => undefined);
  expect(found).toMatchObject({ rows: new Uint32Array(), done: true });
});

test('damage and abort end the search', async () => {
  const parts = await storeParts([{ json: numberedRows(0, 10) }, { json: numberedRows(10, 10) }]);
  const reader = createRowReader(inlineWorkshop);
  const damaged = parts.map((part) => ({ ...part, sha256: '0'.repeat(64) }));
  await expect(findInTable(reader, damaged, query, going(), () => undefined)).rejects.toMatchObject({
    code: 'archive-damaged',
  });
  const stopping = new AbortController();
  const searching = findInTable(reader, parts, query, stopping.signal, () => stopping.abort());
  await expect(searching).rejects.toMatchObject({ name: 'AbortError' });
});
