import type { BackupChanges, BackupRecord, TableChanges, TableOutcome } from './backup.ts';
import type { TableDifference } from './comparison.ts';

type Outcomes = ReadonlyMap<string, TableOutcome>;

const outcomesOf = ({ tables }: Pick<BackupRecord, 'tables'>): Outcomes =>
  new Map(tables.map(({ table, outcome }) => [table, outcome]));

/**
 * What a comparison of a backup with the one before it comes to, as its record keeps it. Tables that the backup leaves out by setting are not
 * spoken of. Where a side is partial, rows may only be out of sight, so there are no counts.
 */
export function changesSince(
  before: Pick<BackupRecord, 'id' | 'createdAt' | 'tables'>,
  after: Pick<BackupRecord, 'tables'>,
  tables: readonly TableDifference[],
): BackupChanges {
  const [old, now] = [outcomesOf(before), outcomesOf(after)];
  return {
    since: before.id,
    sinceAt: before.createdAt,
    tables: tables
      .filter(({ table }) => now.get(table) !== 'excluded')
      .map((difference) => {
        const note = noteOf(difference, old.get(difference.table), now.get(difference.table));
        const { table, counts, rowsBefore, rowsAfter } = difference;
        return { table, counts: note.uncounted ? null : counts, rowsBefore, rowsAfter, note: note.text };
      }),
  };
}

function noteOf(
  { verdict, columns, keyChange, counts }: TableDifference,
  before: TableOutcome | undefined,
  after: TableOutcome | undefined,
): { text: TableChanges['note']; uncounted: boolean } {
  const uncounted = (text: string) => ({ text, uncounted: true });
  if (verdict === 'only-after') return uncounted('new in this backup');
  if (verdict === 'only-before') return uncounted('not in this backup');
  if (after === 'denied' || after === 'failed') return uncounted('could not be read in this backup');
  if (before !== 'exported' && before !== 'partial') return uncounted('not in the backup before');
  if (after === 'partial') return uncounted('not every row is in this backup');
  if (before === 'partial') return uncounted('not every row is in the backup before');
  if (columns.length > 0) return { text: 'its columns changed', uncounted: counts === null };
  if (keyChange !== null) return { text: 'its key changed', uncounted: counts === null };
  return { text: counts === null ? 'could not be compared' : null, uncounted: counts === null };
}
