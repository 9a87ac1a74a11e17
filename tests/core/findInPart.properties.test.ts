import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RowOverride } from '../../src/core/page.ts';
import type { ColumnFilter, RowQuery } from '../../src/core/rowQuery.ts';
import { runs } from '../runs.ts';
import { naiveHas, naiveHolds, naiveValue, unescaped } from './naiveSearch.ts';
import { searchPart } from './searchPart.ts';

const signs = [...'"\\/\n\u0000\u001f,:{}[]un01-e'];
const letters = [...'aAsS\u017fß\u1e9eiIİık\u212aéÉσς😀\u{10400}\u{10428}\ufeff'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...signs, ...letters), maxLength: 6 }),
  fc.string({ unit: fc.constantFrom(...letters, '\\', '"'), maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);

/** How a json value may be written: as JSON.stringify does; with escapes that nothing needs; with white space. */
type Style = 'plain' | 'escaped' | 'spaced';

function formatString(value: string, style: Style): string {
  if (style !== 'escaped') return JSON.stringify(value);
  const units = Array.from({ length: value.length }, (_none, index) => value.charCodeAt(index));
  return `"${units.map((unit) => (unit === 0x2f ? '\\/' : `\\u${unit.toString(16).padStart(4, '0')}`)).join('')}"`;
}

function format(value: unknown, style: Style): string {
  const space = style === 'spaced' ? '\n ' : '';
  if (typeof value === 'string') return formatString(value, style);
  if (Array.isArray(value)) return `[${space}${value.map((item) => format(item, style)).join(`${space},`)}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, item]) => `${formatString(name, style)}:${space}${format(item, style)}`,
  );
  return `{${space}${fields.join(',')}}`;
}

const bare = fc.constantFrom('null', 'null', 'true', 'false', '0', '-0', '1.10', '12345678901234567890', '1E+2');
const nested = fc
  .tuple(
    fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.array(text), fc.dictionary(text, text)),
    fc.constantFrom<Style[]>('plain', 'escaped', 'spaced'),
  )
  .map(([value, style]) => format(value, style));
const cell = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  bare,
  nested,
);

const columns = ['a', 'A', 's', 'na"me', 'é\\'];
const rows = fc.array(fc.tuple(cell, cell, cell, cell, cell), { maxLength: 6 });

/** A text as it is, or the place of one to cut out of a value, so that something is found. */
const needle = fc.record({ random: text, from: fc.nat(200), length: fc.nat(8) });
type Needle = typeof needle extends fc.Arbitrary<infer T> ? T : never;

const query = fc.record({
  text: needle,
  match: fc.constantFrom<RowQuery['match'][]>('contains', 'contains', 'equals'),
  caseSensitive: fc.boolean(),
  filters: fc.array(
    fc.record({
      column: fc.constantFrom(...columns, 'none'),
      test: fc.constantFrom<ColumnFilter['test'][]>('contains', 'equals', 'differs', 'is-null', 'is-not-null'),
      value: needle,
    }),
    { maxLength: 2 },
  ),
});
const overriding = fc.uniqueArray(fc.record({ row: fc.nat(5), column: fc.constantFrom(...columns), text }), {
  maxLength: 3,
  selector: ({ row, column }) => `${row} ${column}`,
});

it('finds what a full parse of every row finds, in hostile values, with hostile texts, filters and overrides', () => {
  let found = 0;
  fc.assert(
    fc.property(rows, query, overriding, (cells, wanted, given) => {
      const overrides: RowOverride[] = given.filter(({ row }) => row < cells.length);
      const values = cells.map((row) => row.map(naiveValue));
      for (const override of overrides) {
        const row = values[override.row] ?? [];
        row[columns.indexOf(override.column)] = { own: override.text, all: [override.text, unescaped(override.text)] };
      }
      const pool = values.flat().flatMap(({ all }) => all);
      const cut = ({ random, from, length }: Needle) => {
        const value = [...(pool[from % Math.max(1, pool.length)] ?? '')];
        const start = from % Math.max(1, value.length);
        return length === 0 ? random : value.slice(start, start + length).join('');
      };
      const full: RowQuery = {
        ...wanted,
        text: cut(wanted.text),
        filters: wanted.filters.map((filter) => ({ ...filter, value: cut(filter.value) })),
      };
      const expected = values.flatMap((row, number) => {
        const holds = (filter: ColumnFilter) =>
          naiveHolds(row[columns.indexOf(filter.column)], filter, full.caseSensitive);
        if (!full.filters.every(holds)) return [];
        const at = row.findIndex((value) => naiveHas(value, full.text, full));
        if (full.text === '') return [`${number}:`];
        return at < 0 ? [] : [`${number}:${columns[at]}`];
      });
      const lines = cells.map(
        (row) => `{${row.map((json, index) => `${JSON.stringify(columns[index])}:${json}`).join(', ')}}`,
      );
      expect(searchPart(`[${lines.join(',\n')}]`, full, overrides)).toEqual(expected);
      found += expected.length;
    }),
    { numRuns: runs(1000) },
  );
  expect(found).toBeGreaterThan(100);
});
