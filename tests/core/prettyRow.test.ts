import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prettyRow } from '../../src/core/prettyRow.ts';
import { arbitraryRows, formatRows } from './arbitraryRows.ts';

const encode = (text: string) => new TextEncoder().encode(text);

it('lays a row out as JSON.stringify does, whatever white space it had', () => {
  fc.assert(
    fc.property(arbitraryRows, fc.infiniteStream(fc.constantFrom(' ', '\n', '\t', '')), (rows, spaces) => {
      for (const row of rows) {
        const text = formatRows([row], spaces).trim().slice(1, -1).trim();
        expect(prettyRow(encode(text))).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }
    }),
  );
});

it('keeps numbers, escapes and repeated keys as they are written', () => {
  const row = '{"id":9223372036854775807,"n":1.10,"x":-0,"e":1E+2,"j":{"a":1,"a":"\\u00e9\\/ ]"},"l":[ ],"b":"\ufeff"}';
  expect(prettyRow(encode(row)).replaceAll(/\n */g, '').replaceAll('": ', '":')).toBe(row.replace('[ ]', '[]'));
});
