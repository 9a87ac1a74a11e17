import { describe, expect, it } from 'vitest';
import { keysetQuery, quoteFilter } from '../../src/core/keysetFilter.ts';

describe('keysetQuery', () => {
  it('orders by the key alone when there is no bound', () => {
    expect(keysetQuery(['id'], { after: null, until: null }).toString()).toBe(
      new URLSearchParams({ order: '"id".asc' }).toString(),
    );
  });

  it('spells out the comparison of a composite key, with the row at the page’s end included', () => {
    const query = keysetQuery(['a', 'b'], { after: ['x', '1'], until: ['y', '2'] });
    expect(query.get('and')).toBe(
      '(or("a".gt."x",and("a".eq."x","b".gte."1")),or("a".lt."y",and("a".eq."y","b".lte."2")))',
    );
  });

  it('escapes quotes and backslashes in names and values', () => {
    expect(quoteFilter('a"b\\c')).toBe('"a\\"b\\\\c"');
    expect(keysetQuery(['order'], { after: ['(1,2)"'], until: null }).get('and')).toBe('(or("order".gte."(1,2)\\""))');
  });
});
