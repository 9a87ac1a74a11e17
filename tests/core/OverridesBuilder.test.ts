import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OverridesBuilder } from '../../src/core/OverridesBuilder.ts';

describe('OverridesBuilder', () => {
  it('keeps every override in order, however many files it takes', () => {
    const override = fc.record({ row: fc.nat(), column: fc.string(), text: fc.string() });
    fc.assert(
      fc.property(
        fc.array(fc.array(override, { maxLength: 6 }), { maxLength: 6 }),
        fc.integer({ min: 40, max: 400 }),
        (parts, limit) => {
          const builder = new OverridesBuilder(limit);
          const files = parts.flatMap((overrides, part) => builder.add(`part ${part}`, overrides));
          const last = builder.finish();
          if (last !== null) files.push(last);
          const read = files.flatMap(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as unknown[]);
          expect(read).toEqual(
            parts.flatMap((overrides, part) => overrides.map((each) => ({ part: `part ${part}`, ...each }))),
          );
          expect(files.reduce((sum, { count }) => sum + count, 0)).toBe(read.length);
          expect(builder.files).toBe(files.length);
        },
      ),
    );
  });
});
