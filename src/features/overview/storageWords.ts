/** "full in about 40 days", "full in about 8 months", "full in about 3 years"; null for null, and for what is too far off to be said. */
export function formatFullIn(days: number | null): string | null {
  if (days === null || days > 20 * 365) return null;
  if (days < 1) return 'full within a day';
  if (days < 60) return `full in about ${Math.floor(days)} ${days < 2 ? 'day' : 'days'}`;
  if (days < 730) return `full in about ${Math.floor(days / 30.44)} months`;
  return `full in about ${Math.floor(days / 365.25)} years`;
}
