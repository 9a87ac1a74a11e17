import type { BackupStatus, Coverage, TableOutcome } from './backup.ts';

/** Rows that the caller sees and rows that exist, at one moment; null where unknown. */
export interface Counted {
  visible: number | null;
  total: number | null;
}

/** What is known of a table once its rows were read to the end. */
export interface ReadFacts {
  rows: number;
  /** Counts from before the reading, and from after it where they were taken again; null when not counted. */
  before: Counted | null;
  after: Counted | null;
  /** Row level security applies to the caller. */
  rlsFilters: boolean;
  /** For tables without a key: whether two readings agreed. True for tables with a key. */
  agreed: boolean;
}

export interface Outcome {
  outcome: TableOutcome;
  /** Why it is not exported, in plain words; null when it is. */
  error: string | null;
  /** Whether it is known that row level security hid nothing. */
  proven: boolean;
}

const number = new Intl.NumberFormat('en-US');

function hiddenRows(counted: Counted | null): number | null {
  return counted?.visible == null || counted.total == null ? null : counted.total - counted.visible;
}

/**
 * The outcome of a table that was read to its end. Counts move while people write, so they are compared with the rows read
 * only where they stood still; hidden rows show in either count, since visible and total are taken at one moment.
 */
export function decideOutcome({ rows, before, after, rlsFilters, agreed }: ReadFacts): Outcome {
  const last = after ?? before;
  const hidden = Math.max(hiddenRows(before) ?? 0, hiddenRows(after) ?? 0);
  // Fewer rows than at both counts, under a policy: perhaps deleted, perhaps hidden for a while. Nobody can tell.
  const fewer = after !== null && rows < Math.min(before?.visible ?? 0, after.visible ?? 0);
  const proven = !rlsFilters || (hiddenRows(last) !== null && !fewer);
  if (hidden > 0) {
    const seen = hiddenRows(after) === hidden ? after : before;
    const words = `${number.format(seen?.visible ?? 0)} of ${number.format(seen?.total ?? 0)} rows visible to you`;
    return { outcome: 'partial', error: words, proven };
  }
  if (!agreed) return { outcome: 'partial', error: 'The table has no key and changed while it was read', proven };
  const stoodStill =
    before !== null &&
    after !== null &&
    before.visible !== null &&
    before.visible === after.visible &&
    before.total === after.total;
  if (stoodStill && before.visible !== rows) {
    const words = `${number.format(rows)} rows were read, but there are ${number.format(before.visible ?? 0)}`;
    return { outcome: 'failed', error: words, proven };
  }
  return { outcome: 'exported', error: null, proven };
}

/**
 * The status of a backup whose tables are all decided. `completed` only when every table is exported or excluded and it is
 * known that neither a table nor a row was out of sight.
 */
export function decideStatus(
  coverage: Coverage,
  tables: readonly { outcome: TableOutcome; proven: boolean }[],
): Extract<BackupStatus, 'completed' | 'unproven' | 'partial' | 'failed'> {
  const taken = tables.filter((table) => table.outcome !== 'excluded');
  if (!taken.some((table) => table.outcome === 'exported' || table.outcome === 'partial')) return 'failed';
  if (taken.some((table) => table.outcome !== 'exported')) return 'partial';
  return coverage === 'catalog' && taken.every((table) => table.proven) ? 'completed' : 'unproven';
}
