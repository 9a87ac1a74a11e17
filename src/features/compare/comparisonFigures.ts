import type { Doubt, RowChange, RowCounts, TableDifference } from '../../core/comparison.ts';

/** The figures of one table, or of all: rows by what became of them. */
export type Figures = Record<RowChange | 'unchanged', number>;

/** The kinds of rows in the order in which they are shown. */
export const shownChanges = ['added', 'removed', 'changed', 'unchanged'] as const;

/** The figures of a table; null where its rows were not compared. Without a key nothing can be called changed, so that is null too. */
export function figuresOf(table: TableDifference): { [kind in keyof Figures]: number | null } | null {
  const { counts, rowsAfter, key } = table;
  if (counts === null) return null;
  const unchanged = Math.max(0, (rowsAfter ?? 0) - counts.added - counts.changed);
  return { ...counts, changed: key.length === 0 ? null : counts.changed, unchanged };
}

/** The sums over the tables whose rows were compared, and how many those are. */
export function sumUp(tables: readonly TableDifference[]): Figures & { tables: number } {
  const sums = { added: 0, removed: 0, changed: 0, unchanged: 0, tables: 0 };
  for (const table of tables) {
    const figures = figuresOf(table);
    if (figures === null) continue;
    for (const kind of shownChanges) sums[kind] += figures[kind] ?? 0;
    sums.tables += 1;
  }
  return sums;
}

const differing = (counts: RowCounts | null) => (counts === null ? 0 : counts.added + counts.removed + counts.changed);

/** Tables that were not compared come first, then those that are gone, then the rest as it stood. */
const rank = ({ verdict }: TableDifference) => ['not-compared', 'only-before'].indexOf(verdict) + 1 || 3;

/** Which tables need a line of their own, problems first, and which are only counted. */
export function splitTables(tables: readonly TableDifference[]): {
  shown: TableDifference[];
  equal: TableDifference[];
} {
  const isEqual = ({ verdict }: TableDifference) => verdict === 'equal';
  return {
    shown: tables.filter((table) => !isEqual(table)).toSorted((a, b) => rank(a) - rank(b)),
    equal: tables.filter(isEqual),
  };
}

/** Whether a table has rows to look at, one by one. */
export const hasDifferences = ({ counts }: TableDifference) => differing(counts) > 0;

/** Doubts that several tables share, as they do when it is not known whether a side is whole: to be said once for all of them. */
export function commonDoubts(tables: readonly TableDifference[]): Doubt[] {
  const seen = new Set<string>();
  const shared = new Map<string, Doubt>();
  for (const doubt of tables.flatMap(({ doubts }) => doubts)) {
    if (seen.has(doubt.why)) shared.set(doubt.why, doubt);
    seen.add(doubt.why);
  }
  return [...shared.values()];
}
