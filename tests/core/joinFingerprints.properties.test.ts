import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FingerprintPlan } from '../../src/core/fingerprints.ts';
import type { JoinedRows } from '../../src/core/joinFingerprints.ts';
import { runs } from '../runs.ts';
import {
  arbitraryRows,
  contentOf,
  exactRules,
  joinSides,
  keyOfRow,
  seed,
  type TestRow,
  type TestSide,
  uniqueBy,
} from './comparedRows.ts';

const columns = ['id', 'naïve "name"', 'v'];
const whole: FingerprintPlan = { key: ['id'], columns: null, rules: exactRules, seed };
const keyless: FingerprintPlan = { ...whole, key: [] };
const composite: FingerprintPlan = { ...whole, key: ['v', 'id'] };

const sideOf = (rows: TestRow[], order = columns): TestSide => ({ columns: order, rows });
const sides = fc.record({ before: arbitraryRows(columns), after: arbitraryRows(columns) });

/** The rows before with the differences applied, as a multiset. */
function apply(diff: JoinedRows, before: readonly TestRow[], after: readonly TestRow[]): TestRow[] {
  const gone = new Set([...diff.removed, ...diff.changedBefore]);
  const pick = (rows: Uint32Array) => [...rows].map((row) => after[row] as TestRow);
  return [...before.filter((_row, index) => !gone.has(index)), ...pick(diff.changedAfter), ...pick(diff.added)];
}

const multiset = (rows: readonly TestRow[], of = columns) => rows.map((row) => contentOf(row, of)).sort();

describe('the join of fingerprints', () => {
  it.each([
    ['by key', whole],
    ['by a key of several columns', composite],
    ['by whole rows', keyless],
    ['by columns', { ...whole, columns }],
    ['by columns, without a key', { ...keyless, columns }],
  ])('gives differences which, applied to the rows before, give the rows after: %s', async (_name, plan) => {
    await fc.assert(
      fc.asyncProperty(sides, async ({ before, after }) => {
        const diff = await joinSides(sideOf(before), sideOf(after), plan);
        expect(multiset(apply(diff, before, after))).toEqual(multiset(after));
        expect(before.length - diff.removed.length + diff.added.length).toBe(after.length);
        expect(diff.changedBefore.length).toBe(diff.changedAfter.length);
        for (const [index, row] of diff.changedAfter.entries()) {
          const [old, now] = [before[diff.changedBefore[index] as number], after[row]] as [TestRow, TestRow];
          expect(contentOf(old, columns)).not.toBe(contentOf(now, columns));
        }
        // No more is called removed and added than must be.
        const added = new Set([...diff.added].map((row) => contentOf(after[row] as TestRow, columns)));
        for (const row of diff.removed) expect(added.has(contentOf(before[row] as TestRow, columns))).toBe(false);
      }),
      { numRuns: runs(25) },
    );
  });

  it('names exactly the keys that are new, gone and changed where keys are unique', async () => {
    await fc.assert(
      fc.asyncProperty(sides, async (both) => {
        const [before, after] = [uniqueBy(both.before, ['id']), uniqueBy(both.after, ['id'])];
        const idOf = (row: TestRow) => keyOfRow(row, ['id']);
        const byId = (rows: TestRow[]) => new Map(rows.map((row) => [idOf(row), row]));
        const [old, now] = [byId(before), byId(after)];
        const diff = await joinSides(sideOf(before), sideOf(after), whole);
        const idsOf = (rows: TestRow[], picked: Uint32Array) =>
          [...picked].map((row) => idOf(rows[row] as TestRow)).sort();
        expect(idsOf(after, diff.added)).toEqual([...now.keys()].filter((id) => !old.has(id)).sort());
        expect(idsOf(before, diff.removed)).toEqual([...old.keys()].filter((id) => !now.has(id)).sort());
        const changed = [...now].filter(([id, row]) => {
          const known = old.get(id);
          return known !== undefined && contentOf(known, columns) !== contentOf(row, columns);
        });
        expect(idsOf(after, diff.changedAfter)).toEqual(changed.map(([id]) => id).sort());
        expect(idsOf(before, diff.changedBefore)).toEqual(idsOf(after, diff.changedAfter));
      }),
      { numRuns: runs(25) },
    );
  });

  it('finds no difference between a table and itself in another order, with its columns in another order', async () => {
    const shuffled = arbitraryRows(columns).chain((rows) =>
      fc.record({
        rows: fc.constant(rows),
        again: fc.shuffledSubarray(rows, { minLength: rows.length }),
        order: fc.shuffledSubarray(columns, { minLength: columns.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ rows, again, order }) => {
        for (const key of [['id'], []]) {
          const diff = await joinSides(sideOf(rows), sideOf(again, order), { ...whole, key, columns });
          expect(diff).toEqual({
            removed: new Uint32Array(0),
            added: new Uint32Array(0),
            changedBefore: new Uint32Array(0),
            changedAfter: new Uint32Array(0),
          });
        }
      }),
      { numRuns: runs(25) },
    );
  });

  it('compares only the columns that both sides have', async () => {
    const input = fc.record({ before: arbitraryRows([...columns, 'old']), after: arbitraryRows(['new', ...columns]) });
    await fc.assert(
      fc.asyncProperty(input, async ({ before, after }) => {
        const old = sideOf(before, [...columns, 'old']);
        const now = sideOf(after, ['new', ...columns]);
        // Overrides of columns that one side lacks are nothing that could be compared.
        const diff = await joinSides(old, now, { ...whole, columns });
        expect(multiset(apply(diff, before, after))).toEqual(multiset(after));
      }),
      { numRuns: runs(15) },
    );
  });

  it('gives the same in several passes as in one', async () => {
    await fc.assert(
      fc.asyncProperty(sides, fc.integer({ min: 2, max: 4 }), async ({ before, after }, passes) => {
        for (const plan of [whole, keyless]) {
          const once = await joinSides(sideOf(before), sideOf(after), plan);
          const often = await joinSides(sideOf(before), sideOf(after), plan, { passes });
          expect(often.added.length).toBe(once.added.length);
          expect(often.changedAfter.length).toBe(once.changedAfter.length);
          expect(multiset(apply(often, before, after))).toEqual(multiset(after));
          for (const list of [often.added, often.removed, often.changedAfter]) {
            expect([...list]).toEqual([...list].sort((one, other) => one - other));
          }
        }
      }),
      { numRuns: runs(15) },
    );
  });

  it('pairs rows of one key in their order, and takes thousands of equal rows in its stride', async () => {
    const row = (id: string, v: string): TestRow => ({ values: { id, 'naïve "name"': '1', v }, overrides: {} });
    const diff = await joinSides(
      sideOf([row('1', '1'), row('1', '2'), row('1', '3')]),
      sideOf([row('1', '2'), row('1', '7'), row('1', '8'), row('1', '9')]),
      whole,
    );
    expect(diff).toEqual({
      removed: Uint32Array.of(),
      added: Uint32Array.of(3),
      changedBefore: Uint32Array.of(0, 2),
      changedAfter: Uint32Array.of(1, 2),
    });
    const same = Array.from({ length: 30_000 }, () => row('1', '1'));
    const fewer = await joinSides(sideOf(same), sideOf(same.slice(10)), keyless, { partRows: 10_000 });
    expect([fewer.removed.length, fewer.added.length]).toEqual([10, 0]);
  });
});
