import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RehearsedTable } from '../../src/core/restore.ts';
import { differencesToOutcome, differencesToPlan } from '../../src/core/restoreDifferences.ts';

const count = fc.nat({ max: 2_000 });
const counts = fc.record({ insert: count, update: count, delete: count, conflict: count, unchanged: count });

function planned(table: string, of: RehearsedTable['counts'], rowsNow = 10_000): RehearsedTable {
  return { table, counts: of, rowsInBackup: 0, rowsNow, key: ['id'], wholeTable: false, notes: [] };
}

describe('the numbers of a plan', () => {
  test('are kept only by the same numbers, whichever one differs', () => {
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom('insert', 'update', 'delete', 'conflict'),
        fc.integer({ min: -2_000, max: 2_000 }),
        (of, kind, more) => {
          const found = { ...of, [kind]: Math.max(0, of[kind] + more) };
          const differences = differencesToPlan([planned('public.users', of)], new Map([['public.users', found]]));
          expect(differences).toHaveLength(found[kind] === of[kind] ? 0 : 1);
        },
      ),
    );
  });

  test('are not kept by a table that changes now and did not, nor by one that did and does not now', () => {
    const of = { insert: 1, update: 0, delete: 0, conflict: 0, unchanged: 2 };
    const none = { ...of, insert: 0 };
    const found = new Map([['public.b', of]]);
    expect(differencesToPlan([planned('public.a', of), planned('public.b', none)], found)).toEqual([
      'public.a (0 rows to insert instead of 1)',
      'public.b (1 row to insert instead of 0)',
    ]);
    // `unchanged` tells of rows that others may add meanwhile, where the mode leaves them alone.
    expect(differencesToPlan([planned('public.b', { ...of, unchanged: 7 })], found)).toEqual([]);
  });

  test('are those of the outcome when what was done and what is there now both agree', () => {
    fc.assert(
      fc.property(counts, count, (of, extra) => {
        const { insert: inserted, update: updated, delete: deleted } = of;
        const done = { table: 'public.users', inserted, updated, deleted, leftOut: 0, rowsAfter: null };
        const expected = 10_000 + inserted - deleted;
        const differences = (rows: number, change = {}) =>
          differencesToOutcome(
            [planned('public.users', of)],
            [{ ...done, ...change }],
            new Map([['public.users', rows]]),
          );
        expect(differences(expected)).toEqual([]);
        expect(differences(expected + extra + 1)).toHaveLength(1);
        expect(differences(expected, { updated: updated + 1 })).toHaveLength(1);
        expect(differences(expected, { differing: extra + 1 })).toHaveLength(1);
      }),
    );
  });
});
