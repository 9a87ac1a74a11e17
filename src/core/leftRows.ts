import type { LeftRows } from './restore.ts';
import { countOf, formatCount } from './retentionReasons.ts';

/** Keys that are named of a table; others are counted. */
const mostKeys = 5;

/** "2 rows, id 1 and id 2"; what is known of the rows of one table that could not be taken back. */
export function nameLeftRows({ rows, key = [], keys }: LeftRows): string {
  if (rows === null) return 'not looked at again';
  const named = keys
    .slice(0, mostKeys)
    .map((values) => values.map((value, place) => `${key[place] ?? ''} ${value}`.trim()));
  const told = named.map((parts) => parts.join(', '));
  const more = rows - told.length;
  const all = more > 0 ? [...told, `${formatCount(more)} more`] : told;
  const list = all.length < 2 ? all.join('') : `${all.slice(0, -1).join('; ')} and ${all.at(-1)}`;
  return list === '' ? countOf(rows, 'row') : `${countOf(rows, 'row')}, ${list}`;
}

/** "public.clubs: 2 rows, id 1 and id 2: A trigger forbids it." */
export function describeLeftRows(left: LeftRows): string {
  return `${left.table}: ${nameLeftRows(left)}: ${left.reason}`;
}

/** "2 rows of public.clubs are not as before."; null when nothing is left. */
export function countLeftRows(left: readonly LeftRows[]): string | null {
  const counted = left.flatMap(({ table, rows }) =>
    rows === null ? [] : [{ rows, text: `${countOf(rows, 'row')} of ${table}` }],
  );
  const unread = left.filter(({ rows }) => rows === null).map(({ table }) => table);
  const verb = counted.length === 1 && counted[0]?.rows === 1 ? 'is' : 'are';
  const sentences = [
    ...(counted.length === 0 ? [] : [`${counted.map(({ text }) => text).join(', ')} ${verb} not as before.`]),
    ...(unread.length === 0 ? [] : [`${unread.join(', ')} could not be looked at again.`]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}
