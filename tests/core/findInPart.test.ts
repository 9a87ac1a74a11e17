import { describe, expect, it } from 'vitest';
import type { RowOverride } from '../../src/core/page.ts';
import type { RowQuery } from '../../src/core/rowQuery.ts';
import { searchPart } from './searchPart.ts';

const find = (json: string, query: Partial<RowQuery>, overrides: RowOverride[] = []) =>
  searchPart(json, { text: '', match: 'contains', caseSensitive: false, filters: [], ...query }, overrides);

describe('findInPart', () => {
  const people =
    '[{"id":1,"name":"Zoë \\"Z\\" Müller","age":1.50},{"id":2,"name":"name","age":null},{"id":12,"name":"1,50","age":150}]';

  it.each<[string, Partial<RowQuery>, string[]]>([
    ['a text in a value', { text: 'zoë' }, ['0:name']],
    ['case, where it counts', { text: 'zoë', caseSensitive: true }, []],
    ['umlauts without case', { text: 'MÜLLER' }, ['0:name']],
    ['quotes as people see them', { text: '"z"' }, ['0:name']],
    ['numbers as the server wrote them', { text: '1.50' }, ['0:age']],
    ['parts of numbers', { text: '2' }, ['1:id', '2:id']],
    ['whole values', { text: '1', match: 'equals' }, ['0:id']],
    ['whole values without case', { text: 'NAME', match: 'equals' }, ['1:name']],
    ['no column names', { text: 'age' }, []],
    ['nothing across two values', { text: '1,"name' }, []],
    ['no null', { text: 'null' }, []],
    ['all rows without a condition', {}, ['0:', '1:', '2:']],
    ['nulls by filter', { filters: [{ column: 'age', test: 'is-null', value: '' }] }, ['1:']],
    ['what is not null', { filters: [{ column: 'age', test: 'is-not-null', value: '' }] }, ['0:', '2:']],
    ['nulls differ', { filters: [{ column: 'age', test: 'differs', value: '150' }] }, ['0:', '1:']],
    ['no column that is not there', { filters: [{ column: 'no', test: 'differs', value: '' }] }, []],
    ['text and filter together', { text: '2', filters: [{ column: 'id', test: 'equals', value: '12' }] }, ['2:id']],
    ['only the column of a filter', { filters: [{ column: 'name', test: 'contains', value: '1' }] }, ['2:']],
    ['the empty text in every value', { filters: [{ column: 'age', test: 'contains', value: '' }] }, ['0:', '2:']],
  ])('finds %s', (_what, query, expected) => {
    expect(find(people, query)).toEqual(expected);
  });

  it('is not misled by what stands between rows', () => {
    const json = '[{"a":"1, 2"},{"a":"[3]"} ,{"a":"[ "}]';
    expect(find(json, { text: ',' })).toEqual(['0:a']);
    expect(find(json, { text: '[' })).toEqual(['1:a', '2:a']);
    expect(find(json, { filters: [{ column: 'a', test: 'contains', value: ',' }] })).toEqual(['0:']);
    expect(find(json, { filters: [{ column: 'a', test: 'contains', value: ' ' }] })).toEqual(['0:', '2:']);
  });

  it('folds case as Unicode does, one character for one', () => {
    const words =
      '[{"w":"Straße"},{"w":"STRASSE"},{"w":"\\u017Fo"},{"w":"İzmir"},{"w":"ΣΊΣΥΦΟΣ"},{"w":"𐐀"},{"w":"\\u212A"}]';
    expect(find(words, { text: 'straẞe' })).toEqual(['0:w']);
    expect(find(words, { text: 'SO' })).toEqual(['2:w']);
    expect(find(words, { text: 'izmir' })).toEqual([]);
    expect(find(words, { text: 'zmir' })).toEqual(['3:w']);
    expect(find(words, { text: 'σίσυφος' })).toEqual(['4:w']);
    expect(find(words, { text: '𐐨' })).toEqual(['5:w']);
    expect(find(words, { text: 'k' })).toEqual(['6:w']);
  });

  it('sees nested values by their JSON text and without its escapes', () => {
    const nested = '[{"j":{"say \\"hi\\"":"l\\u00EFne\\nbreak \\ud83d\\ude00"}},{"j":["a\\\\b",1.0]},{"j":"a\\\\b"}]';
    expect(find(nested, { text: 'say "hi"' })).toEqual(['0:j']);
    expect(find(nested, { text: 'say \\"hi\\"' })).toEqual(['0:j']);
    expect(find(nested, { text: 'LÏNE\nBREAK 😀' })).toEqual(['0:j']);
    expect(find(nested, { text: 'ïne\\nbreak' })).toEqual([]);
    expect(find(nested, { text: '\\ud83d' })).toEqual(['0:j']);
    expect(find(nested, { text: '\ud83d' })).toEqual([]);
    expect(find(nested, { text: 'a\\\\b' })).toEqual(['1:j']);
    expect(find(nested, { text: 'a\\b' })).toEqual(['1:j', '2:j']);
    expect(find(nested, { text: '["a\\\\b",1.0]', match: 'equals' })).toEqual(['1:j']);
  });

  it('looks at long texts to their end', () => {
    const start = 'x'.repeat(100);
    const json = `[{"a":"${start}yz"},{"a":"${start}y ${start}yé"},{"a":"${start}"}]`;
    expect(find(json, { text: `${start}yÉ` })).toEqual(['1:a']);
  });

  it('takes overrides for the values that they stand for', () => {
    const json = '[{"a":null,"b":"x"},{"a":null,"b":"null"},{"a":[1],"b":"1"}]';
    const overrides = [
      { row: 0, column: 'a', text: 'null' },
      { row: 2, column: 'a', text: '[0:0]={1}' },
    ];
    expect(find(json, { text: 'NULL' }, overrides)).toEqual(['0:a', '1:b']);
    expect(find(json, { text: '[1]' }, overrides)).toEqual([]);
    expect(find(json, { text: '1' }, overrides)).toEqual(['2:a']);
    expect(find(json, { text: ']={' }, overrides)).toEqual(['2:a']);
    expect(find(json, { filters: [{ column: 'a', test: 'is-null', value: '' }] }, overrides)).toEqual(['1:']);
  });

  it('does not take exponential time for texts of backslashes, quotes and slashes', () => {
    const values = ['\\', '\\"', '\\/', '"/', '\\\n'].map((unit) => unit.repeat(4000));
    const json = `[${values.map((value) => `{"v":${JSON.stringify(value)},"j":[${JSON.stringify(value)}],"u":"\\u0041"}`).join(',')}]`;
    for (const unit of ['\\', '\\"', '\\/', '"/', '\\\n'])
      expect(find(json, { text: `${unit.repeat(50)}x` })).toEqual([]);
    expect(find(json, { text: '\\/'.repeat(60) })).toEqual(['2:v']);
  });
});
