import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { fieldsOf, textOf } from '../../src/core/rowFields.ts';
import { readRow } from '../../src/core/rowKey.ts';
import { arbitraryRows, formatRows } from './arbitraryRows.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string, key: string[]) => readRow(encode(text), 0, encode(text).length, key);

describe('fieldsOf', () => {
  it('finds the fields that a full parse finds, in order, with their exact text', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.infiniteStream(fc.constantFrom(' ', '\n', '')), (rows, spaces) => {
        for (const row of rows) {
          const text = formatRows([row], spaces).trim().slice(1, -1).trim();
          const bytes = encode(text);
          const found = [...fieldsOf(bytes, 0, bytes.length)].map((field) => [
            JSON.parse(field.nameText),
            JSON.parse(textOf(bytes, field.start, field.end)),
          ]);
          expect(found).toEqual(Object.entries(JSON.parse(text) as object));
        }
      }),
    );
  });
});

describe('readRow', () => {
  it('keeps numbers as the server wrote them and unescapes strings', () => {
    const text = '{"id":9223372036854775807,"a":"x\\"\\\\\\u00e9","amount":1.50,"z":true}';
    expect(read(text, ['id', 'a', 'amount', 'z']).key).toEqual(['9223372036854775807', 'x"\\é', '1.50', 'true']);
  });

  it('notes null and structured columns, and finds names with escapes', () => {
    const facts = read('{"a\\"b":1,"n":null,"o":{"x":1},"l":[1]}', ['a"b']);
    expect(facts).toEqual({ key: ['1'], nulls: ['n'], structured: ['o', 'l'] });
  });

  it.each([
    ['missing', '{"other":1}'],
    ['null', '{"id":null}'],
    ['an object', '{"id":{}}'],
  ])('refuses a key that is %s', (_name, text) => {
    expect(() => read(text, ['id'])).toThrow(HoldfastError);
  });
});
