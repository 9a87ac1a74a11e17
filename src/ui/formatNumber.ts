const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** What stands where nothing is known; never 0. */
export const unknownValue = '–';

/** A whole number with its thousands divided: 1,234,567. `–` for null. */
export function formatCount(count: number | null): string {
  return count === null ? unknownValue : grouped.format(count);
}

/** A count with its noun: "1 row", "101,970 rows". */
export function formatPlural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A fraction of 0 to 1 as whole percent, rounded down, so that 100% is never said too early. */
export function formatPercent(fraction: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100 + 1e-9)}%`;
}

/** "a", "a and b", "a, b and c". */
export function formatList(items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return '';
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
