import type { RehearsedTable, RestoreCounts, RestoredTable } from './restore.ts';
import { countOf, formatCount } from './retentionReasons.ts';

type Written = Pick<RestoreCounts, 'insert' | 'update' | 'delete' | 'conflict'>;

const words = { insert: 'insert', update: 'update', delete: 'delete', conflict: 'leave out' } as const;
const kinds = ['insert', 'update', 'delete', 'conflict'] as const;

/**
 * Where a second rehearsal found something else than the confirmed plan says, in a phrase for each table:
 * "public.users (4 rows to update instead of 3)".
 * @param found by `schema.table`; of tables that are not in it, nothing changes.
 */
export function differencesToPlan(planned: readonly RehearsedTable[], found: ReadonlyMap<string, Written>): string[] {
  const nothing: Written = { insert: 0, update: 0, delete: 0, conflict: 0 };
  const plans = new Map(planned.map(({ table, counts }) => [table, counts]));
  return [...new Set([...plans.keys(), ...found.keys()])].flatMap((table) => {
    const [then, now] = [plans.get(table) ?? nothing, found.get(table) ?? nothing];
    const phrases = kinds
      .filter((kind) => then[kind] !== now[kind])
      .map((kind) => `${countOf(now[kind], 'row')} to ${words[kind]} instead of ${then[kind]}`);
    return phrases.length === 0 ? [] : [`${table} (${phrases.join(', ')})`];
  });
}

/** Whether rows change, or would if they could be written. */
export function isAffected({ counts }: Pick<RehearsedTable, 'counts'>): boolean {
  return kinds.some((kind) => counts[kind] > 0);
}

/**
 * Where the tables are not as planned after the restore, a phrase for each. Rows that others write meanwhile show here too.
 * @param rowsNow counted afterwards, by `schema.table`.
 */
export function differencesToOutcome(
  planned: readonly RehearsedTable[],
  done: readonly RestoredTable[],
  rowsNow: ReadonlyMap<string, number>,
): string[] {
  const plans = new Map(planned.map((table) => [table.table, table]));
  return done.flatMap(({ table, inserted, updated, deleted, rowsAfter, differing = 0 }) => {
    const plan = plans.get(table);
    if (plan === undefined) return [];
    const { insert, update, delete: gone } = plan.counts;
    if (inserted !== insert || updated !== update || deleted !== gone) {
      return [`${table} (${inserted} inserted, ${updated} updated, ${deleted} deleted)`];
    }
    const [expected, now] = [plan.rowsNow + insert - gone, rowsNow.get(table) ?? rowsAfter];
    const phrases = [
      ...(now === null || now === expected ? [] : [`${countOf(now, 'row')} instead of ${formatCount(expected)}`]),
      ...(differing === 0 ? [] : [`${countOf(differing, 'row')} other than written`]),
    ];
    return phrases.length === 0 ? [] : [`${table} (${phrases.join(', ')})`];
  });
}
