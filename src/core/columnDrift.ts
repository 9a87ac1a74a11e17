import type { ColumnDifference } from './comparison.ts';
import type { ManifestTable } from './manifest.ts';
import type { ColumnDrift } from './restore.ts';

type LiveColumn = ManifestTable['columns'][number];

const number = new Intl.NumberFormat('en-US');

/**
 * What differences between the columns of a backup and those of today mean to its rows.
 * @param differences `before` is the backup, `after` today.
 * @param emptied whether rows that are there now are deleted and inserted again, all of them.
 * @param lost how many values of a column that is gone have no place to go; columns that are not in it were not counted.
 */
export function driftOf(
  table: string,
  differences: readonly ColumnDifference[],
  live: readonly LiveColumn[],
  lost: ReadonlyMap<string, number>,
  emptied = false,
): ColumnDrift[] {
  return differences.map((difference) => {
    const { change, column, before, after } = difference;
    const drift = { ...difference, table };
    if (change === 'gone') {
      const count = lost.get(column);
      return { ...drift, meaning: meaningOfGone(count), serious: count !== 0 };
    }
    if (change === 'new') {
      const meant = live.find(({ name }) => name === column);
      return { ...drift, ...(emptied ? meaningOfEmptied(column, meant) : meaningOfNew(meant)) };
    }
    const types = before === null || after === null ? 'as its new type' : `from ${before} to ${after}`;
    const meaning = `Values are converted ${types}. Decimals may be rounded; a row with a value that does not fit is a conflict.`;
    return { ...drift, meaning, serious: true };
  });
}

function meaningOfGone(count: number | undefined): string {
  if (count === undefined) return 'Its values in the backup have no place to go. They stay in the archive.';
  if (count === 0) return 'The backup has no value in it, so nothing is lost.';
  if (count === 1) return 'One value of the backup has no place to go. It stays in the archive.';
  return `${number.format(count)} values of the backup have no place to go. They stay in the archive.`;
}

const computed = { meaning: 'The database computes its values.', serious: false };
const mustNotBeEmpty = 'It must not be empty: inserted rows get its default, and without one they cannot be inserted.';

const isComputed = (column: LiveColumn | undefined) => column !== undefined && column.generated !== 'never';
const mayBeEmpty = (column: LiveColumn | undefined) => column === undefined || column.nullable;

function meaningOfEmptied(name: string, column: LiveColumn | undefined): Pick<ColumnDrift, 'meaning' | 'serious'> {
  if (isComputed(column)) return computed;
  const lost = `All values of ${name} are lost: the table has no key, so every row is deleted and inserted again.`;
  return { meaning: mayBeEmpty(column) ? lost : `${lost} ${mustNotBeEmpty}`, serious: true };
}

function meaningOfNew(column: LiveColumn | undefined): Pick<ColumnDrift, 'meaning' | 'serious'> {
  if (isComputed(column)) return computed;
  const kept = 'Rows that are updated keep their value.';
  if (mayBeEmpty(column)) {
    return { meaning: `Inserted rows get its default, or no value. ${kept}`, serious: false };
  }
  return { meaning: `${mustNotBeEmpty} ${kept}`, serious: true };
}
