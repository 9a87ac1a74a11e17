import type { ColumnDifference, ComparedSide, TableDifference } from '../../core/comparison.ts';
import { formatCount, formatList, formatPlural } from '../../ui/formatNumber.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { type Figures, figuresOf, hasDifferences, sumUp } from './comparisonFigures.ts';

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

/** What differs beyond rows: "1 table is new", "2 tables are gone", … */
function structureOf(tables: readonly TableDifference[]): string[] {
  const count = (wanted: (table: TableDifference) => boolean) => tables.filter(wanted).length;
  const parts = [
    { count: count(({ verdict }) => verdict === 'only-before'), one: 'table is gone', many: 'tables are gone' },
    { count: count(({ verdict }) => verdict === 'only-after'), one: 'table is new', many: 'tables are new' },
    {
      count: count((table) => table.verdict === 'different' && !hasDifferences(table)),
      one: 'table has other columns',
      many: 'tables have other columns',
    },
  ];
  return parts.flatMap((part) => (part.count === 0 ? [] : [formatPlural(part.count, part.one, part.many)]));
}

/** "34 rows changed, 12 added and 1 removed in 2 of 10 tables": what a comparison found, in a sentence without its full stop. */
export function summarizeComparison(tables: readonly TableDifference[]): string {
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
    return [`${formatList(words)} ${where}`, ...structure, ...notCompared].join('; ');
  }
  if (structure.length > 0) return [formatList(structure), 'no other row differs', ...notCompared].join('; ');
  const compared = tables.length - missed;
  if (compared === 0) return 'Nothing could be compared';
  const equal = compared === 1 ? 'the table is equal' : `all ${formatCount(compared)} tables are equal`;
  return [`Nothing changed: ${missed === 0 ? equal : equal.replace('all ', '')}`, ...notCompared].join('; ');
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
  const { verdict, note, counts, key, keyChange, columns } = table;
  const usual = {
    'only-after': 'New table.',
    'only-before': 'Not on the later side.',
    'not-compared': 'Not compared.',
  };
  const verdictWords = verdict === 'equal' || verdict === 'different' ? '' : usual[verdict];
  const changedColumns = columnsOf(columns);
  return [
    note ?? verdictWords,
    changedColumns === '' ? '' : `${changedColumns}.`,
    keyChange === null ? '' : 'Its key changed.',
    counts !== null && key.length === 0 && hasDifferences(table) ? keylessSentence : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Why what seems removed or added may only be unseen, by what is known of the sides as a whole; a sentence each. */
export function sideWarnings(before: ComparedSide, after: ComparedSide, now: number): string[] {
  const incomplete = ({ status }: ComparedSide) => status === 'partial' || status === 'failed';
  const unknown = ({ status }: ComparedSide) => status === 'unproven';
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const say = (side: ComparedSide, change: string, what: string) => {
    if (incomplete(side)) return [`${capital(nameSide(side, now))} is not complete: ${what}`];
    if (!unknown(side)) return [];
    return [
      `Whether ${nameSide(side, now)} holds every row is not known: rows that seem ${change} may only have been hidden.`,
    ];
  };
  return [
    ...say(after, 'removed', 'rows that seem removed may only not have been read.'),
    ...say(before, 'added', 'rows that seem added may have been there already.'),
  ];
}
