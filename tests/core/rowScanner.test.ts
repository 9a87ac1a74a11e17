import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { countRows, RowScanner } from '../../src/core/rowScanner.ts';
import { arbitraryRows, formatRows } from './arbitraryRows.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** Pushes the bytes in chunks of the given sizes, repeated until all are pushed. */
function scan(bytes: Uint8Array, sizes: readonly number[]): RowScanner {
  const scanner = new RowScanner();
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const chunk = bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    const used = scanner.push(chunk);
    if (used < chunk.length) break;
    at += chunk.length;
  }
  return scanner;
}

function rowsOf(bytes: Uint8Array, scanner: RowScanner): unknown[] {
  const { starts, ends } = scanner;
  return [...starts].map((start, row) => JSON.parse(new TextDecoder().decode(bytes.subarray(start, ends[row]))));
}

describe('RowScanner', () => {
  it('finds the rows that a full parse finds, whatever the values, white space, escapes and chunks', () => {
    fc.assert(
      fc.property(
        arbitraryRows,
        fc.infiniteStream(fc.constantFrom(' ', '\n', '\t', '\r', '')),
        chunkSizes,
        (rows, spaces, sizes) => {
          const bytes = encode(formatRows(rows, spaces));
          const scanner = scan(bytes, sizes);
          scanner.finish();
          expect(rowsOf(bytes, scanner)).toEqual(JSON.parse(new TextDecoder().decode(bytes)));
          expect(scanner.rows).toBe(rows.length);
        },
      ),
    );
  });

  it('tells where the list ends, so that what follows can be read', () => {
    const scanner = new RowScanner();
    expect(scanner.push(encode('[{"a":"]}"}]'))).toBe(12);
    expect(scanner.push(encode(',"count":1}'))).toBe(0);
    expect(scanner.end).toBe(12);
  });

  it('refuses every truncation of a list of rows', () => {
    fc.assert(
      fc.property(
        arbitraryRows,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        chunkSizes,
        (rows, share, sizes) => {
          const whole = encode(JSON.stringify(rows));
          const cut = whole.subarray(0, Math.floor(whole.length * share));
          expect(() => scan(cut, sizes).finish()).toThrow(HoldfastError);
        },
      ),
    );
  });

  it.each([
    ['a page of a proxy', '<html><body>504</body></html>'],
    ['an object', '{"code":"57014"}'],
    ['a list of numbers', '[1,2]'],
    ['a list in a list', '[[{}]]'],
    ['a missing comma', '[{} {}]'],
    ['a doubled comma', '[{},,{}]'],
    ['a comma at the end', '[{},]'],
    ['brackets that do not match', '[{"a":[1}]]'],
    ['a raw line break in a string', '[{"a":"x\ny"}]'],
  ])('refuses %s', (_name, text) => {
    expect(() => countRows(encode(text))).toThrow(HoldfastError);
  });

  it('counts the rows of a part and refuses anything behind it', () => {
    expect(countRows(encode(' [ {} , {"a":{"b":[{}]}} ] \n'))).toBe(2);
    expect(countRows(encode('[]'))).toBe(0);
    expect(() => countRows(encode('[{}][{}]'))).toThrow(HoldfastError);
  });
});

const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
