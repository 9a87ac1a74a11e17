import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutValues, keyCondition, mostConditionBytes } from '../../src/core/keyCondition.ts';
import { referenceLevels } from '../../src/core/referenceLevels.ts';

describe('the order of rows that reference each other', () => {
  it('has every row after those that it waits for, and names what waits in a circle', () => {
    expect(referenceLevels([[], [0], [1, 0], [3]])).toEqual({ levels: [[0, 3], [1], [2]], knot: [] });
    expect(referenceLevels([[1], [0], [1], []])).toEqual({ levels: [[3]], knot: [0, 1, 2] });
    const graphs = fc
      .integer({ min: 1, max: 30 })
      .chain((size) =>
        fc.array(fc.array(fc.nat({ max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graphs, (waitsFor) => {
        const { levels, knot } = referenceLevels(waitsFor);
        expect([...levels.flat(), ...knot].sort((one, other) => one - other)).toEqual([...waitsFor.keys()]);
        const levelOf = new Map(levels.flatMap((rows, level) => rows.map((row) => [row, level] as const)));
        for (const [row, level] of levelOf) {
          for (const other of waitsFor[row] ?? []) {
            if (other !== row) expect(levelOf.get(other)).toBeLessThan(level);
          }
        }
        // Whoever is in the knot waits for somebody in it.
        for (const row of knot)
          expect(waitsFor[row]?.some((other) => other !== row && knot.includes(other))).toBe(true);
      }),
    );
  });

  it('cuts keys into conditions that fit into a URL, and loses none', () => {
    expect(keyCondition(['id'], [['1'], ['a"\\']])).toBe('"id".in.("1","a\\"\\\\")');
    expect(keyCondition(['a', 'b'], [['1', '2']])).toBe('or(and("a".eq."1","b".eq."2"))');
    const values = fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 150 }), fc.string({ maxLength: 150 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(values, (keys) => {
        const lists = cutValues(['key, 1', 'b'], keys);
        expect(lists.flat()).toEqual(keys);
        for (const list of lists.filter(({ length }) => length > 1)) {
          expect(encodeURIComponent(keyCondition(['key, 1', 'b'], list)).length).toBeLessThan(mostConditionBytes * 1.1);
        }
      }),
      { numRuns: 15 },
    );
  });
});
