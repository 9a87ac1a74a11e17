import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, textOf } from '../../src/core/rowFields.ts';
import { RowScanner } from '../../src/core/rowScanner.ts';
import { ColumnFinder, RowWalker } from '../../src/core/rowWalker.ts';
import { arbitraryRows, formatRows } from './arbitraryRows.ts';

const spaces = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\t '));

function scan(text: string) {
  const bytes = new TextEncoder().encode(text);
  const scanner = new RowScanner();
  scanner.push(bytes);
  scanner.finish();
  return { bytes, starts: scanner.starts, ends: scanner.ends };
}

describe('RowWalker', () => {
  it('finds the same names and values as the slow way, in rows of any shape after one another', () => {
    fc.assert(
      fc.property(arbitraryRows, spaces, (rows, space) => {
        const { bytes, starts, ends } = scan(formatRows(rows, space));
        const walker = new RowWalker();
        starts.forEach((start, row) => {
          const end = ends[row] as number;
          const fields = [...fieldsOf(bytes, start, end)];
          expect(walker.walk(bytes, start, end)).toBe(fields.length);
          expect(walker.columns.slice(0, fields.length)).toEqual(fields.map(({ nameText }) => JSON.parse(nameText)));
          expect([...walker.starts.slice(0, fields.length)]).toEqual(fields.map((field) => field.start));
          expect([...walker.ends.slice(0, fields.length)]).toEqual(fields.map((field) => field.end));
        });
      }),
    );
  });

  it('takes rows with hundreds of columns', () => {
    const row = Object.fromEntries(Array.from({ length: 700 }, (_column, index) => [`c${index}`, index]));
    const { bytes, starts, ends } = scan(JSON.stringify([row]));
    const walker = new RowWalker();
    expect(walker.walk(bytes, starts[0] as number, ends[0] as number)).toBe(700);
    expect(textOf(bytes, walker.starts[699] as number, walker.ends[699] as number)).toBe('699');
  });
});

describe('ColumnFinder', () => {
  it('finds wanted columns wherever they stand, and says which a row lacks', () => {
    const names = ['a', 'b', 'ü "c"', 'd'];
    const row = fc
      .shuffledSubarray(names)
      .map((columns) => columns.map((column, index) => [column, index * 11] as const));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.subarray(names), (rows, wanted) => {
        const { bytes, starts, ends } = scan(JSON.stringify(rows.map((fields) => Object.fromEntries(fields))));
        const finder = new ColumnFinder(wanted);
        rows.forEach((fields, index) => {
          finder.seek(bytes, starts[index] as number, ends[index] as number);
          const values = new Map<string, number>(fields);
          const found = wanted.map((column, place) => [
            column,
            finder.has(place) ? Number(textOf(bytes, finder.start(place), finder.end(place))) : undefined,
          ]);
          expect(found).toEqual(wanted.map((column) => [column, values.get(column)]));
        });
      }),
    );
  });
});
