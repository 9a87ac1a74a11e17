/** Tries of one page before its table is called failed. */
export const mostTries = 4;

/**
 * How long to wait before the next try, in ms: 0.5 s, 1 s, 2 s, …, at most 30 s, each between half and all of it by
 * chance, so that clients do not come back together. Never less than the server asked for.
 * @param failures tries that failed so far, from 1; `random` in [0, 1).
 */
export function backoffMs(failures: number, random: number, retryAfterMs: number | null): number {
  const longest = Math.min(500 * 2 ** (failures - 1), 30_000);
  return Math.max(longest * (0.5 + random / 2), retryAfterMs ?? 0);
}
