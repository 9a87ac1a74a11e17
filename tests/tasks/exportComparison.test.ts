import { parse } from 'lossless-json';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { type Comparison, compareBackups } from '../../src/tasks/compareBackups.ts';
import { type ComparisonFileRequest, exportComparison } from '../../src/tasks/exportComparison.ts';
import { rewriteBackup } from '../archive/rewriteBackup.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices } from './memoryServices.ts';

type Row = { id: number; [column: string]: unknown };
const { signal } = new AbortController();
const all = { format: 'json', table: null, filter: null } as const;
let services: FakeServices;
let before: BackupRecord;
let comparison: Comparison;

const old: Row[] = Array.from({ length: 120 }, (_row, index) => ({
  id: index + 1,
  price: index * 1.5,
  note: `row ${index}`,
}));
const now: Row[] = [
  ...old.slice(3).map((row) => (row.id % 10 === 0 ? { ...row, price: -row.id, note: '=HYPERLINK("x"), "ü"' } : row)),
  { id: 500, price: null, note: '' },
];

beforeEach(async () => {
  const tables = [{ name: 'things', rows: old }];
  services = await memoryServices(tables);
  before = await backUp(services);
  tables.splice(0, 1, { name: 'things', rows: now });
  tables.push({ name: 'new', rows: [{ id: 1 }] });
  const after = await backUp(services);
  comparison = await compareBackups(services, { before: before.id, after: after.id }, signal);
});

async function exported(request: ComparisonFileRequest): Promise<{ filename: string; text: string }> {
  const { filename, blob } = await exportComparison(services, comparison, request, signal);
  return { filename, text: await blob.text() };
}

describe('the differences as a file', () => {
  it('are JSON that leads from the rows before to the rows after', async () => {
    const { text, filename } = await exported(all);
    expect(filename).toMatch(/^differences-2[\dT-]+Z-to-2[\dT-]+Z\.json$/);
    const { tables, ...sides } = JSON.parse(text);
    expect(sides).toMatchObject({ before: { id: before.id }, after: { kind: 'backup', status: 'completed' } });
    expect(tables).toMatchObject([
      { table: 'public.things', counts: { added: 1, removed: 3, changed: 12 }, key: ['id'], doubts: [] },
      { table: 'public.new', verdict: 'only-after', changed: [], added: [] },
    ]);
    const [{ changed, removed, added }] = tables;
    const rows = new Map(old.map((row) => [row.id, row]));
    for (const { row } of removed) rows.delete(row.id);
    for (const { key, after } of changed) rows.set(key.id, { ...(rows.get(key.id) as Row), ...after });
    for (const { row } of added) rows.set(row.id, row);
    expect([...rows.values()]).toEqual(now);
    expect(changed[0]).toEqual({
      key: { id: 10 },
      before: { price: 13.5, note: 'row 9' },
      after: { price: -10, note: '=HYPERLINK("x"), "ü"' },
    });
  });

  it('are CSV with a line for each value, in which no text is a formula', async () => {
    const { text, filename } = await exported({ ...all, format: 'csv', table: 'public.things' });
    expect(filename).toMatch(/^differences-public\.things-.*\.csv$/);
    const lines = text.split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      'table,change,key,column,before,after',
      'public.things,changed,10,price,13.5,-10',
      `public.things,changed,10,note,row 9,"'=HYPERLINK(""x""), ""ü"""`,
    ]);
    expect(lines.filter((line) => line.includes(',changed,')).length).toBe(24);
    expect(lines.filter((line) => line.includes(',removed,')).length).toBe(9);
    expect(lines.filter((line) => line.includes(',added,'))).toEqual([
      'public.things,added,500,id,,500',
      'public.things,added,500,price,,',
      'public.things,added,500,note,,""',
    ]);
    expect(lines.at(-1)).toBe('');
    expect((await exported({ ...all, format: 'csv' })).text).toContain(
      'public.new,only-after,,,,\r\npublic.new,note,,,,',
    );
  });

  it('can be those of one table and one column', async () => {
    const filter = { changes: ['changed', 'added'] as const, column: 'price' };
    const { text } = await exported({ format: 'json', table: 'public.things', filter });
    const { tables } = JSON.parse(text);
    expect(tables.length).toBe(1);
    expect([tables[0].changed.length, tables[0].added.length, tables[0].removed]).toEqual([12, 0, undefined]);
  });

  it('hold values exactly, with what JSON cannot carry beside them', async () => {
    const other = await rewriteBackup(services, before.id, {
      rowsPerPart: 50,
      rows: (rows) =>
        rows.map(({ cells }, index) => ({
          cells: cells.map((cell) => {
            if (index === 1 && cell.column === 'price') return { ...cell, json: '9007199254740993.10' };
            return index === 2 && cell.column === 'note'
              ? { ...cell, kind: 'override', json: 'null', text: ' 1' }
              : cell;
          }),
        })),
    });
    comparison = await compareBackups(services, { before: before.id, after: other }, signal);
    const { text } = await exported(all);
    expect(text).toContain('{"key":{"id":2},"before":{"price":1.5},"after":{"price":9007199254740993.10}}');
    expect(text).toContain('"after":{"note":null},"after_overrides":{"note":" 1"}}');
    expect(() => parse(text)).not.toThrow();
  });

  it('leave an audit entry, tell how far they are, and stop when asked to', async () => {
    const told: number[][] = [];
    await exportComparison(services, comparison, all, signal, (...progress) => told.push(progress));
    expect(told.at(-1)).toEqual([16, 16]);
    const [entry] = await services.audit.list(services.project.id);
    expect(entry).toMatchObject({ action: 'export', result: 'done', backupId: comparison.after.id });
    expect(entry?.details).toContain(`the differences between ${before.filename} and`);
    const stopping = new AbortController();
    const stopped = exportComparison(services, comparison, all, stopping.signal, () => stopping.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});
