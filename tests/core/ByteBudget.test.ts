import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/core/ByteBudget.ts';

describe('a byte budget', () => {
  it('keeps to its places and bytes, in order of arrival, and gives room back when work fails', async () => {
    const sizes = fc.array(fc.nat(150), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 5 }), async (bytes, places) => {
        const budget = new ByteBudget(places, 100);
        const started: number[] = [];
        const running = new Set<number>();
        await Promise.allSettled(
          bytes.map((size, index) =>
            budget.run(size, async () => {
              started.push(index);
              running.add(index);
              const held = [...running].reduce((sum, each) => sum + (bytes[each] ?? 0), 0);
              expect(running.size).toBeLessThanOrEqual(places);
              if (running.size > 1) expect(held).toBeLessThanOrEqual(100);
              await Promise.resolve();
              running.delete(index);
              if (index % 3 === 0) throw new Error('It failed.');
            }),
          ),
        );
        expect(started).toEqual(bytes.map((_, index) => index));
      }),
      { numRuns: 50 },
    );
  });

  it('settles as the work does', async () => {
    const budget = new ByteBudget(1, 1);
    await expect(budget.run(5, async () => 'done')).resolves.toBe('done');
    await expect(budget.run(5, () => Promise.reject(new Error('It failed.')))).rejects.toThrow('It failed.');
  });
});
