import { quoteFilter } from './keysetFilter.ts';
import type { Cursor } from './page.ts';

/** Longest condition in a URL, bytes as it is sent: proxies take 8 KB for certain, and there is more in it than this. */
export const mostConditionBytes = 5_000;

/**
 * A condition in PostgREST's logic syntax: rows that have one of these values in these columns. For one column `"id".in.("1","2")`, for several
 * `or(and("a".eq."1","b".eq."2"),…)`. @param values at least one, each in the order of the columns.
 */
export function keyCondition(columns: readonly string[], values: readonly Cursor[]): string {
  const [first, second] = columns;
  if (first !== undefined && second === undefined) {
    return `${quoteFilter(first)}.in.(${values.map(([value]) => quoteFilter(value ?? '')).join(',')})`;
  }
  const rows = values.map(
    (value) =>
      `and(${columns.map((column, index) => `${quoteFilter(column)}.eq.${quoteFilter(value[index] ?? '')}`).join(',')})`,
  );
  return `or(${rows.join(',')})`;
}

/** Cuts values into lists whose condition fits into a URL; a value that is too long for one stands alone. */
export function cutValues(columns: readonly string[], values: readonly Cursor[]): Cursor[][] {
  const lists: Cursor[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const value of values) {
    const own = encodeURIComponent(keyCondition(columns, [value])).length;
    if (bytes + own > mostConditionBytes) {
      lists.push([]);
      bytes = 0;
    }
    lists.at(-1)?.push(value);
    bytes += own;
  }
  return lists;
}
