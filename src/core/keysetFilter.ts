import type { Cursor, KeyRange } from './page.ts';

/** A name or value for PostgREST's logic syntax: in double quotes, with `\` and `"` escaped by a backslash. */
export function quoteFilter(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/**
 * Row-wise comparison of a composite key, spelled out since PostgREST has no row values:
 * (a, b) > (x, y) is `or("a".gt."x",and("a".eq."x","b".gt."y"))`. `last` is the operator of the last column.
 */
function compare(
  key: readonly string[],
  cursor: Cursor,
  operator: 'gt' | 'lt',
  last: 'gt' | 'gte' | 'lt' | 'lte',
): string {
  const alternatives = key.map((column, position) => {
    const equal = key
      .slice(0, position)
      .map((earlier, index) => `${quoteFilter(earlier)}.eq.${quoteFilter(cursor[index] ?? '')}`);
    const rising = `${quoteFilter(column)}.${position === key.length - 1 ? last : operator}.${quoteFilter(cursor[position] ?? '')}`;
    return equal.length === 0 ? rising : `and(${[...equal, rising].join(',')})`;
  });
  return `or(${alternatives.join(',')})`;
}

/**
 * Query parameters that choose the rows of a key range and order them. `after` itself is included, so that a reader can
 * check that the key at a page's end is unique; the caller drops that row.
 * Everything goes into one `and=` tree, since a column may be called like a parameter (`order`, `limit`, `and`).
 */
export function keysetQuery(
  key: readonly string[],
  range: KeyRange,
  conditions: readonly string[] = [],
): URLSearchParams {
  const query = new URLSearchParams();
  const all = [
    ...(range.after === null ? [] : [compare(key, range.after, 'gt', 'gte')]),
    ...(range.until === null ? [] : [compare(key, range.until, 'lt', 'lte')]),
    ...conditions,
  ];
  if (all.length > 0) query.set('and', `(${all.join(',')})`);
  query.set('order', key.map((column) => `${quoteFilter(column)}.asc`).join(','));
  return query;
}
