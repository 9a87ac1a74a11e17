import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByValue } from '../../src/core/splitByValue.ts';

const integers = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('splitByValue', () => {
  it('puts every integer into exactly one range', () => {
    fc.assert(
      fc.property(integers, integers, fc.integer({ min: 1, max: 50 }), integers, (one, other, pieces, value) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const ranges = splitByValue(String(low), String(high), pieces);
        const holding = ranges.filter(
          ({ after, until }) =>
            (after === null || value > BigInt(after[0] ?? '')) && (until === null || value <= BigInt(until[0] ?? '')),
        );
        expect(holding.length).toBe(1);
        expect(ranges.length).toBeLessThanOrEqual(Math.max(pieces, 1));
      }),
    );
  });

  it('puts every uuid into exactly one range', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), fc.integer({ min: 2, max: 50 }), fc.uuid(), (one, other, pieces, value) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const holding = splitByValue(low, high, pieces).filter(
          ({ after, until }) =>
            (after === null || value > (after[0] ?? '')) && (until === null || value <= (until[0] ?? '')),
        );
        expect(holding.length).toBe(1);
      }),
    );
  });

  it('leaves other keys in one piece', () => {
    expect(splitByValue('apple', 'pear', 8)).toEqual([{ after: null, until: null }]);
  });
});
