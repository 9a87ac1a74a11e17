import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ComparedSide, TableDifference } from '../../src/core/comparison.ts';
import type { Cell } from '../../src/core/rowCells.ts';
import { excerptCells, findTextDifference, kindsOf, lineCells, nameRow } from '../../src/features/compare/cellWords.ts';
import { choosePair, findPresets, isBackwards, withBefore } from '../../src/features/compare/comparePair.ts';
import { announceProgress, describeProgress } from '../../src/features/compare/compareProgress.ts';
import { noteOf, sideWarnings, summarizeComparison } from '../../src/features/compare/compareWords.ts';
import { commonDoubts, figuresOf, splitTables, sumUp } from '../../src/features/compare/comparisonFigures.ts';
import { backupRecord, shownAt } from '../pages/backupRecords.ts';
import { tableDifference } from './comparisons.ts';

const days = ['2026-03-26', '2026-03-25', '2026-03-19', '2026-03-12'];
const records = days.map((day) => backupRecord(`${day}T01:00:00.000Z`, { type: 'automatic' }));
const [newest, second, week, oldest] = records.map(({ id }) => id) as [string, string, string, string];

const choose = (list: typeof records, chosen: { before?: string; after?: string }) =>
  choosePair(list, chosen, 'https://qtzrkwvnbxjd.supabase.co/');

describe('what is compared', () => {
  test('a backup of another project only when somebody chooses it, and then with one of its own kind', () => {
    const projectUrl = 'https://other.supabase.co';
    const foreign = backupRecord('2026-03-27T01:00:00.000Z', { type: 'imported', projectUrl });
    const list = [foreign, ...records];
    expect(choose(list, {})).toEqual({ before: second, after: newest });
    expect(choose(list, { before: second, after: foreign.id })).toEqual({ before: second, after: foreign.id });
    expect(choose(list, { after: foreign.id })).toEqual({ before: foreign.id, after: 'live' });
  });

  test('by itself the newest with the one before, a single one with the project', () => {
    expect(choose(records, {})).toEqual({ before: second, after: newest });
    expect(choose(records.slice(0, 1), {})).toEqual({ before: newest, after: 'live' });
    expect(choose([], {})).toBeNull();
  });

  test('what was chosen, and what fits to it', () => {
    expect(choose(records, { before: oldest, after: week })).toEqual({ before: oldest, after: week });
    expect(choose(records, { before: week })).toEqual({ before: week, after: newest });
    expect(choose(records, { before: newest })).toEqual({ before: newest, after: 'live' });
    expect(choose(records, { after: second })).toEqual({ before: week, after: second });
    expect(choose(records, { after: 'live' })).toEqual({ before: newest, after: 'live' });
    expect(choose(records, { after: oldest })).toEqual({ before: oldest, after: 'live' });
  });

  test('an address whose backup is gone falls back to what is there', () => {
    expect(choose(records, { before: 'gone', after: newest })).toEqual({ before: second, after: newest });
    expect(choose(records, { before: week, after: 'gone' })).toEqual({ before: week, after: newest });
  });

  test('a damaged file is compared only when somebody chooses it', () => {
    const [first, ...rest] = records;
    if (first?.archive == null) throw new Error('It has one.');
    const damaged = { ...first, archive: { ...first.archive, bytes: 'corrupt' as const } };
    expect(choose([damaged, ...rest], {})).toEqual({ before: week, after: second });
    expect(choose([damaged, ...rest], { after: newest })).toEqual({ before: second, after: newest });
  });

  test('an earlier "After" gives way, and a pair the wrong way round is seen', () => {
    expect(withBefore(records, { before: oldest, after: week }, second)).toEqual({ before: second, after: 'live' });
    expect(withBefore(records, { before: oldest, after: newest }, newest)).toEqual({ before: newest, after: 'live' });
    expect(withBefore(records, { before: oldest, after: newest }, week)).toEqual({ before: week, after: newest });
    expect(isBackwards(records, { before: newest, after: week })).toBe(true);
    expect(isBackwards(records, { before: week, after: newest })).toBe(false);
    expect(isBackwards(records, { before: newest, after: 'live' })).toBe(false);
  });

  test('last night is the night behind us, a week ago the newest backup that is that old', () => {
    const names = (list: typeof records) => findPresets(list, shownAt).map(({ label, record }) => [label, record.id]);
    expect(names(records)).toEqual([
      ['Last night', newest],
      ['A week ago', week],
    ]);
    const daytime = backupRecord('2026-03-26T11:00:00.000Z');
    const evening = backupRecord('2026-03-25T18:30:00.000Z');
    expect(names([daytime, evening])).toEqual([['Last night', evening.id]]);
    expect(names([daytime])).toEqual([]);
  });
});

describe('the figures of a comparison', () => {
  test('add up: what was there and came is what is there and went', () => {
    const count = fc.nat(1_000);
    const tables = fc.array(
      fc.record({
        kept: count,
        added: count,
        removed: count,
        changed: count,
        key: fc.boolean(),
        compared: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(tables, (given) => {
        const list = given.map(({ kept, added, removed, changed, key, compared }, index) => {
          const counts = { added, removed, changed: key ? changed : 0 };
          const rowsBefore = kept + counts.removed + counts.changed;
          return tableDifference(`public.t${index}`, {
            counts: compared ? counts : null,
            rowsBefore,
            key: key ? ['id'] : [],
          });
        });
        const compared = list.filter(({ counts }) => counts !== null);
        const sum = (value: (table: (typeof list)[number]) => number) =>
          compared.reduce((all, table) => all + value(table), 0);
        const total = sumUp(list);
        expect(total.tables).toBe(compared.length);
        expect(total.removed + total.changed + total.unchanged).toBe(sum((table) => table.rowsBefore ?? 0));
        expect(total.added + total.changed + total.unchanged).toBe(sum((table) => table.rowsAfter ?? 0));
        const { shown, equal } = splitTables(list);
        expect([...shown, ...equal].map(({ table }) => table).sort()).toEqual(list.map(({ table }) => table).sort());
      }),
    );
  });

  test('without a key nothing is called changed, not even "0"', () => {
    const keyless = tableDifference('public.log', { key: [], counts: { added: 2, removed: 2 } });
    expect(figuresOf(keyless)).toEqual({ added: 2, removed: 2, changed: null, unchanged: 98 });
    expect(noteOf(keyless)).toMatch(/no key/);
  });

  test('problems come first, and equal tables are counted apart', () => {
    const changed = tableDifference('public.a', { counts: { changed: 1 } });
    const equal = tableDifference('public.c');
    const failed = tableDifference('public.d', { verdict: 'not-compared', counts: null, note: 'It is damaged.' });
    const gone = tableDifference('public.e', { verdict: 'only-before', counts: null });
    const split = splitTables([changed, gone, equal, failed]);
    expect(split.shown.map(({ table }) => table)).toEqual(['public.d', 'public.e', 'public.a']);
    expect(split.equal).toEqual([equal]);
  });
});

describe('a comparison in words', () => {
  const changed = tableDifference('public.payments', { counts: { changed: 34 } });
  const both = tableDifference('public.events', { counts: { added: 12, removed: 1 } });
  const equal = tableDifference('public.users');
  const failed = tableDifference('public.logs', { verdict: 'not-compared', counts: null });
  const gone = tableDifference('public.old', { verdict: 'only-before', counts: null });
  const columns = tableDifference('public.cms', { verdict: 'different' });

  test.each([
    [[changed, both, equal], '34 rows changed, 12 added and 1 removed in 2 of 3 tables', []],
    [
      [changed, gone, failed],
      '34 rows changed in 1 of 3 tables',
      ['1 table is only in “Before”', '1 table was not compared'],
    ],
    [[equal, equal], 'Nothing changed: all 2 tables are equal', []],
    [[equal, failed], 'Nothing changed: the table is equal', ['1 table was not compared']],
    [[equal, equal, failed], 'Nothing changed: 2 tables are equal', ['1 table was not compared']],
    [[columns, equal], 'No row differs', ['1 table has other columns']],
    [[failed], 'Nothing could be compared', ['1 table was not compared']],
  ])('%#: says what differs and what is not known', (tables, main, more) => {
    expect(summarizeComparison(tables)).toEqual({ main, more });
  });

  test('a table that one side lacks says how many rows it has, and why it is missing as far as that is known', () => {
    expect(noteOf({ ...gone, note: 'The backup under “After” did not have it.' })).toBe(
      '100 rows. The backup under “After” did not have it.',
    );
  });

  test('warns when a side may lack rows, of the kind that this makes doubtful, and says once what many tables share', () => {
    const side: ComparedSide = {
      kind: 'backup',
      id: newest,
      at: '2026-03-26T01:00:00.000Z',
      filename: 'a.zip',
      type: 'automatic',
      reason: '',
      status: 'completed',
      coverage: 'catalog',
    };
    const live: ComparedSide = { ...side, kind: 'live', filename: null, type: null, reason: null, status: 'unproven' };
    const warnings = (given: { before?: ComparedSide; after?: ComparedSide; tables?: TableDifference[] }) =>
      sideWarnings({ before: side, after: side, tables: [changed], ...given }, shownAt);
    expect(warnings({})).toEqual([]);
    expect(warnings({ before: { ...side, status: 'partial' } })).toEqual([
      'The automatic backup of today 02:00 is not complete. Rows that seem added may have been there before.',
    ]);
    expect(warnings({ after: live })).toEqual([
      'Whether the project now holds every row is not known. Rows that seem removed may only not have been seen.',
    ]);
    const doubts = [{ about: 'removed' as const, why: 'It was read without the helper.' }];
    const tables = ['public.a', 'public.b'].map((name) => tableDifference(name, { counts: { removed: 1 }, doubts }));
    expect(commonDoubts(tables)).toEqual(doubts);
    expect(commonDoubts(tables.slice(1))).toEqual([]);
    expect(warnings({ after: live, tables })).toEqual(['It was read without the helper.']);
  });

  test('tells how far it is, and never more than there is', () => {
    const progress = {
      phase: 'comparing' as const,
      live: null,
      bytesDone: 53,
      bytes: 100,
      tables: [changed],
      tablesTotal: 10,
    };
    expect(describeProgress(progress)).toMatchObject({
      line: '1 of 10 tables, 53 B of 100 B',
      text: '53%, 53 B of 100 B',
    });
    expect(announceProgress(describeProgress(progress))).toBe('50% is compared.');
    expect(describeProgress({ ...progress, bytesDone: 0, bytes: 0 }).fraction).toBe(0);
    expect(describeProgress(null).text).toBe('0%');
  });
});

describe('values side by side', () => {
  const cell = (text: string, kind: Cell['kind'] = 'string'): Cell => ({
    column: 'note',
    kind,
    text,
    json: JSON.stringify(text),
  });
  const pair = (before: Cell | null, after: Cell | null) => ({ column: 'note', before, after, changed: true });

  test('are cut where they differ, and put together they are whole again, whatever characters they hold', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '😁', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, text, (start, one, other, end) => {
        const [before, after] = [start + one + end, start + other + end];
        const found = findTextDifference(before, after, 0);
        expect(found.start + found.before + found.end).toBe(before);
        expect(found.start + found.after + found.end).toBe(after);
        for (const part of Object.values(found)) expect(part).toBe(part.toWellFormed());
      }),
    );
  });

  test('of a long value the line shows the place that differs', () => {
    const long = 'x'.repeat(500);
    const { before, after } = excerptCells(pair(cell(`${long}old${long}`), cell(`${long}new${long}`)));
    expect(before.text).toMatch(/^…x{12}oldx+…$/);
    expect(after.text).toMatch(/^…x{12}newx+…$/);
  });

  test('null, an empty text and no value at all are told apart from texts', () => {
    expect(excerptCells(pair(cell('', 'null'), cell('')))).toEqual({
      before: { text: 'null', quiet: true },
      after: { text: 'empty', quiet: true },
    });
    expect(excerptCells(pair(null, cell('null'))).after).toEqual({ text: 'null', quiet: false });
    expect(kindsOf(pair(cell('null', 'override'), cell('null')))).toEqual({
      before: 'as Postgres writes it',
      after: 'text',
    });
    expect(kindsOf(pair(cell('1'), cell('2')))).toBeNull();
  });

  test('the wanted column comes first in a line; a row without a key has its number', () => {
    const cells = ['id', 'price', 'updated_at'].map((column) => ({
      column,
      before: { ...cell('1'), column },
      after: { ...cell('2'), column },
      changed: column !== 'id',
    }));
    const row = {
      change: 'changed' as const,
      key: [{ column: 'id', text: '9007199254741217' }],
      rowBefore: 0,
      rowAfter: 0,
      before: null,
      after: null,
      cells,
    };
    expect(lineCells(row, null).map(({ column }) => column)).toEqual(['price', 'updated_at']);
    expect(lineCells(row, 'updated_at').map(({ column }) => column)).toEqual(['updated_at', 'price']);
    expect(lineCells({ ...row, change: 'added' }, null).map(({ column }) => column)).toEqual(['price', 'updated_at']);
    expect(nameRow(row)).toBe('id 9007199254741217');
    expect(nameRow({ ...row, key: null, rowAfter: 1_233 })).toBe('row 1,234');
  });
});
