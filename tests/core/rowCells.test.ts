import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, keyOf } from '../../src/core/rowCells.ts';
import { arbitraryRows } from './arbitraryRows.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('cellsOf', () => {
  it('gives each value as people see it and as the server wrote it', () => {
    const row = encode(
      '{"id":9223372036854775807,"t":"say \\"hi\\"\\n\\u00e9","n":1.10,"b":true,"j":{"a": 1},"l":[1,2],"z":null}',
    );
    expect(cellsOf(row).map(({ column, kind, text }) => [column, kind, text])).toEqual([
      ['id', 'number', '9223372036854775807'],
      ['t', 'string', 'say "hi"\né'],
      ['n', 'number', '1.10'],
      ['b', 'boolean', 'true'],
      ['j', 'object', '{"a": 1}'],
      ['l', 'array', '[1,2]'],
      ['z', 'null', ''],
    ]);
    expect(cellsOf(row)[1]?.json).toBe('"say \\"hi\\"\\n\\u00e9"');
  });

  it('puts overrides in the place of their values', () => {
    const cells = cellsOf(encode('{"a":null,"b":null}'), [{ column: 'b', text: 'null' }]);
    expect(cells.map(({ kind, text }) => [kind, text])).toEqual([
      ['null', ''],
      ['override', 'null'],
    ]);
  });

  it('keeps a byte order mark at the beginning of a value', () => {
    expect(cellsOf(encode('{"a":"\ufeffx"}'))[0]?.text).toBe('\ufeffx');
  });

  it('finds the values that a full parse finds', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        for (const row of rows) {
          const cells = cellsOf(encode(JSON.stringify(row)));
          const parsed = JSON.parse(JSON.stringify(row)) as Record<string, unknown>;
          expect(Object.fromEntries(cells.map(({ column, json }) => [column, JSON.parse(json)]))).toEqual(parsed);
          for (const { column, kind, text } of cells) if (kind === 'string') expect(text).toBe(parsed[column]);
        }
      }),
    );
  });

  it.each([
    ['bytes that are not UTF-8', new Uint8Array([...encode('{"a":"'), 0xff, ...encode('"}')])],
    ['escapes that JSON does not have', encode('{"a":"\\x"}')],
  ])('refuses %s', (_what, row) => {
    expect(() => cellsOf(row)).toThrow(expect.objectContaining({ code: 'bad-answer' }));
  });
});

describe('keyOf', () => {
  const cells = cellsOf(encode('{"a":1,"b":"x","c":null}'));

  it('is in the order of the key', () => {
    expect(keyOf(cells, ['b', 'a'])).toEqual([
      { column: 'b', text: 'x' },
      { column: 'a', text: '1' },
    ]);
  });

  it.each([[[]], [['c']], [['a', 'none']]])('is null for %j', (key) => {
    expect(keyOf(cells, key)).toBeNull();
  });
});
