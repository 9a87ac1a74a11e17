import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerPair, findChangedColumns } from '../../src/core/changedColumns.ts';
import { compareCells } from '../../src/core/compareCells.ts';
import { fingerprintRows } from '../../src/core/fingerprints.ts';
import { cellsOf } from '../../src/core/rowCells.ts';
import type { ValueRules } from '../../src/core/valueRules.ts';
import { arbitraryRows, contentOf, exactRules, partOf, seed, type TestRow, type TestSide } from './comparedRows.ts';

const columns = ['id', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const rules: fc.Arbitrary<ValueRules> = fc.record({
  inexact: fc.subarray(columns),
  onlyNulls: fc.boolean(),
  asText: fc.subarray(columns),
});

/** The columns that the answer names for its first pair. */
function namesIn(bits: Uint8Array): string[] {
  return columns.filter((_column, index) => ((bits[index >> 3] as number) & (1 << (index & 7))) !== 0);
}

function changedBetween(before: TestSide, after: TestSide, by: ValueRules = exactRules): string[] {
  return namesIn(findChangedColumns(partOf(before), partOf(after), Uint32Array.of(0, 0), columns, by));
}

const rowOf = (values: Record<string, string>, overrides: Record<string, string> = {}): TestSide => ({
  columns: Object.keys(values),
  rows: [{ values, overrides }],
});

describe('the columns in which rows differ', () => {
  it('are those of which the values are written differently, whatever their order', () => {
    expect(changedBetween(rowOf({ id: '1', b: '1.0', c: '"x"' }), rowOf({ id: '1', c: '"x"', b: '1.00' }))).toEqual([
      'b',
    ]);
    expect(changedBetween(rowOf({ id: '1', b: 'null' }), rowOf({ id: '1', b: '"null"' }))).toEqual(['b']);
    expect(
      changedBetween(rowOf({ id: '1', b: '9007199254740993' }), rowOf({ id: '1', b: '9007199254740992' })),
    ).toEqual(['b']);
    expect(changedBetween(rowOf({ id: '1' }), rowOf({ id: '1', b: 'null' }))).toEqual(['b']);
  });

  it('are compared as text where their type changed, but a null is not the text of it', () => {
    const asText = { ...exactRules, asText: ['b'] };
    expect(changedBetween(rowOf({ b: '10' }), rowOf({ b: '"10"' }), asText)).toEqual([]);
    expect(changedBetween(rowOf({ b: '10' }), rowOf({ b: '"10"' }))).toEqual(['b']);
    expect(changedBetween(rowOf({ b: 'null' }), rowOf({ b: '"null"' }), asText)).toEqual(['b']);
    expect(changedBetween(rowOf({ b: '"1"' }), rowOf({ b: '"2"' }), asText)).toEqual(['b']);
  });

  it('include those of which only an override differs, unless one side could not have it', () => {
    const [plain, lost] = [rowOf({ b: 'null' }), rowOf({ b: 'null' }, { b: 'null' })];
    expect(changedBetween(plain, lost)).toEqual(['b']);
    expect(changedBetween(plain, lost, { ...exactRules, onlyNulls: true })).toEqual(['b']);
    expect(changedBetween(plain, lost, { ...exactRules, inexact: ['b'] })).toEqual([]);
    const spaced = rowOf({ b: 'null' }, { b: ' 1' });
    expect(changedBetween(plain, spaced)).toEqual(['b']);
    expect(changedBetween(plain, spaced, { ...exactRules, onlyNulls: true })).toEqual([]);
  });

  it('are the same as those of its cells, and none exactly when the fingerprints are equal', async () => {
    const pair = arbitraryRows(columns, 1).filter(({ length }) => length === 1);
    // The second row is often a change of the first, so that equal values are frequent.
    const both = fc.tuple(pair, pair, fc.subarray(columns)).map(([[one], [other], taken]) => {
      const [old, now] = [one, other] as [TestRow, TestRow];
      const values = { ...old.values, ...Object.fromEntries(taken.map((name) => [name, now.values[name] as string])) };
      return [old, { values, overrides: taken.length > 4 ? now.overrides : old.overrides }] as const;
    });
    await fc.assert(
      fc.asyncProperty(both, rules, fc.shuffledSubarray(columns, { minLength: 9 }), async ([old, now], by, order) => {
        const [before, after] = [
          { columns, rows: [old] },
          { columns: order, rows: [now] },
        ];
        const [oldPart, nowPart] = [partOf(before), partOf(after)];
        const bits = findChangedColumns(oldPart, nowPart, Uint32Array.of(0, 0), columns, by);
        expect(bits.length).toBe(bytesPerPair(columns));
        const cells = [oldPart, nowPart].map(({ bytes, starts, ends, overrides }) =>
          cellsOf(bytes.subarray(starts[0], ends[0]), overrides),
        );
        const compared = compareCells(cells[0] ?? null, cells[1] ?? null, columns, by);
        expect(compared.map(({ column }) => column)).toEqual(columns);
        expect(compared.filter(({ changed }) => changed).map(({ column }) => column)).toEqual(namesIn(bits));
        const plan = { key: ['id'], columns, rules: by, seed };
        const words = await Promise.all([oldPart, nowPart].map((part) => fingerprintRows(part, plan)));
        const same = JSON.stringify(words[0]?.words.slice(4)) === JSON.stringify(words[1]?.words.slice(4));
        expect(same).toBe(namesIn(bits).length === 0);
        expect(same).toBe(contentOf(old, columns, by) === contentOf(now, columns, by));
      }),
      { numRuns: 200 },
    );
  });
});
