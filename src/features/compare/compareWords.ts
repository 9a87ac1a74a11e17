import type { ColumnDifference, ComparedSide, RowChange, TableDifference } from '../../core/comparison.ts';
import type { Comparison } from '../../tasks/compareBackups.ts';
import { formatCount, formatList, formatPlural } from '../../ui/formatNumber.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { commonDoubts, type Figures, figuresOf, hasDifferences, sumUp } from './comparisonFigures.ts';

export const changeWords: Record<keyof Figures, string> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  unchanged: 'Unchanged',
};

/** What the sums are about: all tables, or only those that were compared. */
export function nameTotal(compared: number, tables: number): string {
  return compared === tables ? 'Total' : `Total of ${formatPlural(compared, 'compared table')}`;
}

/** "the automatic backup of today 02:00", "the project now". `now` in ms. */
export function nameSide(side: ComparedSide, now: number): string {
  if (side.kind === 'live') return 'the project now';
  const type = side.type === null ? '' : `${typeWords[side.type].toLowerCase()} `;
  return `the ${type}backup of ${formatNearMoment(side.at, now)}`;
}

/** What differs beyond rows. A side that was read without the helper may have more tables than it knows, so none is called new or gone. */
function structureOf(tables: readonly TableDifference[]): string[] {
  const count = (wanted: (table: TableDifference) => boolean) => tables.filter(wanted).length;
  const parts = [
    {
      count: count(({ verdict }) => verdict === 'only-before'),
      one: 'table is only in “Before”',
      many: 'tables are only in “Before”',
    },
    {
      count: count(({ verdict }) => verdict === 'only-after'),
      one: 'table is only in “After”',
      many: 'tables are only in “After”',
    },
    {
      count: count((table) => table.verdict === 'different' && !hasDifferences(table)),
      one: 'table has other columns',
      many: 'tables have other columns',
    },
  ];
  return parts.flatMap((part) => (part.count === 0 ? [] : [formatPlural(part.count, part.one, part.many)]));
}

/** What a comparison found: "34 rows changed and 12 added in 2 of 10 tables", and what is to be said beside it. Sentences without full stops. */
export function summarizeComparison(tables: readonly TableDifference[]): { main: string; more: string[] } {
  const { added, removed, changed } = sumUp(tables);
  const missed = tables.filter(({ verdict }) => verdict === 'not-compared').length;
  const structure = structureOf(tables);
  const [first, ...more] = [
    { count: changed, word: 'changed' },
    { count: added, word: 'added' },
    { count: removed, word: 'removed' },
  ].filter(({ count }) => count > 0);
  const notCompared = missed === 0 ? [] : [`${formatPlural(missed, 'table was', 'tables were')} not compared`];
  if (first !== undefined) {
    const words = [
      `${formatPlural(first.count, 'row')} ${first.word}`,
      ...more.map(({ count, word }) => `${formatCount(count)} ${word}`),
    ];
    const where = `in ${formatCount(tables.filter(hasDifferences).length)} of ${formatPlural(tables.length, 'table')}`;
    return { main: `${formatList(words)} ${where}`, more: [...structure, ...notCompared] };
  }
  if (structure.length > 0) return { main: 'No row differs', more: [...structure, ...notCompared] };
  const compared = tables.length - missed;
  if (compared === 0) return { main: 'Nothing could be compared', more: notCompared };
  const equal = compared === 1 ? 'the table is equal' : `all ${formatCount(compared)} tables are equal`;
  return { main: `Nothing changed: ${missed === 0 ? equal : equal.replace('all ', '')}`, more: notCompared };
}

const columnWords: Record<ColumnDifference['change'], string> = {
  new: 'new',
  gone: 'gone',
  retyped: 'of another type',
};

/** "2 columns new, 1 gone"; empty when both sides have the same columns. */
function columnsOf(columns: readonly ColumnDifference[]): string {
  const parts = (['gone', 'new', 'retyped'] as const).flatMap((change) => {
    const count = columns.filter((column) => column.change === change).length;
    return count === 0 ? [] : [{ count, words: columnWords[change] }];
  });
  return parts
    .map(({ count, words }, index) => `${index === 0 ? formatPlural(count, 'column') : formatCount(count)} ${words}`)
    .join(', ');
}

/** Why a table without a key has no changed rows. */
export const keylessSentence = 'This table has no key, so a changed row counts as one removed and one added.';

/** "34 changed, 12 added, 12,790 unchanged": the figures of a table in a line. */
export function describeFigures(table: TableDifference): string {
  const figures = figuresOf(table);
  if (figures === null) return 'Not compared';
  const kinds = (['changed', 'removed', 'added', 'unchanged'] as const).filter((kind) => (figures[kind] ?? 0) > 0);
  return kinds.map((kind) => `${formatCount(figures[kind])} ${changeWords[kind].toLowerCase()}`).join(', ');
}

/** What stands beside the figures of a table, but for doubts; empty when nothing does. */
export function noteOf(table: TableDifference): string {
  const { verdict, note, counts, key, keyChange, columns, rowsBefore, rowsAfter } = table;
  const rows = verdict === 'only-after' ? rowsAfter : verdict === 'only-before' ? rowsBefore : null;
  const changedColumns = columnsOf(columns);
  return [
    rows === null ? '' : `${formatPlural(rows, 'row')}.`,
    note ?? (verdict === 'not-compared' ? 'Not compared.' : ''),
    changedColumns === '' ? '' : `${changedColumns}.`,
    keyChange === null ? '' : 'Its key changed.',
    counts !== null && key.length === 0 && hasDifferences(table) ? keylessSentence : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Why what seems removed or added may only be unseen, by what is known of the sides as a whole; a sentence or two each. */
export function sideWarnings(
  { before, after, tables }: Pick<Comparison, 'before' | 'after' | 'tables'>,
  now: number,
): string[] {
  const common = commonDoubts(tables);
  const say = (side: ComparedSide, about: RowChange, consequence: string) => {
    if (side.status === 'completed') return [];
    const doubt = common.find((each) => each.about === about);
    if (doubt !== undefined) return [doubt.why];
    const name = nameSide(side, now).replace(/^t/, 'T');
    return [
      side.status === 'unproven'
        ? `Whether ${nameSide(side, now)} holds every row is not known. ${consequence}`
        : `${name} is not complete. ${consequence}`,
    ];
  };
  return [
    ...say(after, 'removed', 'Rows that seem removed may only not have been seen.'),
    ...say(before, 'added', 'Rows that seem added may have been there before.'),
  ];
}
