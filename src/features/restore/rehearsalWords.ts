import type { RestoreConflict, RestoreCounts, RestorePlan } from '../../core/restore.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { isWritten, letsTriggersFire, sumCounts } from './restoreWords.ts';
import { whatTablesGet } from './tickedWords.ts';

/** Whether a plan cannot be done as asked, so that what it says must not be a promise; that there is nothing to do is no such thing. */
export const isRefused = ({ refusals }: Pick<RestorePlan, 'refusals'>) =>
  refusals.some(({ code }) => code !== 'nothing');

/** "4 tables become exactly as in the backup."; "…become as in the backup, but 2 rows cannot be written." */
export function summarizePlan({ way, request, tables }: Pick<RestorePlan, 'way' | 'request' | 'tables'>): string {
  const count = tables.filter(isWritten).length;
  const { conflict } = sumCounts(tables);
  const fired = letsTriggersFire({ way, request }) ? ', apart from what triggers change' : '';
  const apart = conflict === 0 ? fired : `${fired}, but ${formatPlural(conflict, 'row')} cannot be written`;
  if (request.mode === 'replace') {
    const become = count === 1 ? 'becomes' : 'become';
    const as = conflict === 0 ? 'exactly as' : 'as';
    return `${formatPlural(count, 'table')} ${become} ${as} in the backup${apart}.`;
  }
  const get = count === 1 ? 'gets' : 'get';
  return `${formatPlural(count, 'table')} ${get} ${whatTablesGet(request, count)}${apart}.`;
}

/** "This deletes 255 rows and changes 1,146"; null when rows are only inserted. */
export function describeHarm({ update, delete: gone }: RestoreCounts): string | null {
  const parts = [
    { count: gone, verb: 'deletes' },
    { count: update, verb: 'changes' },
  ].filter(({ count }) => count > 0);
  const [first, second] = parts;
  if (first === undefined) return null;
  const rest = second === undefined ? '' : ` and ${second.verb} ${formatCount(second.count)}`;
  return `This ${first.verb} ${formatPlural(first.count, 'row')}${rest}`;
}

/** How many letters of a name are still to be typed; null when what is typed is not how it begins. */
export function lettersToGo(name: string, typed: string): number | null {
  return name.startsWith(typed) ? [...name].length - [...typed].length : null;
}

const reasonWords = {
  'parent missing': (one: boolean, { references }: RestoreConflict) =>
    `${one ? 'this row points' : 'these rows point'} to ${references === null ? 'a row' : `a row of ${references}`} that is not there.`,
  'value taken': (one: boolean) =>
    `${one ? 'this row has a value' : 'these rows have values'} that must be unique and ${one ? 'is' : 'are'} taken by a row that stays.`,
  'does not fit': (one: boolean) =>
    `${one ? 'this row has a value' : 'these rows have values'} that no longer ${one ? 'fits its column' : 'fit their columns'}.`,
};

/** Why rows cannot be written, without a count: "these rows point to a row of public.users that is not there." */
export function describeConflicts(conflicts: readonly RestoreConflict[], count: number): string {
  const kinds = new Map<string, RestoreConflict>();
  for (const conflict of conflicts) kinds.set(`${conflict.reason} ${conflict.references ?? ''}`, conflict);
  const [only] = kinds.values();
  // Of a list that was cut, nobody knows whether the others are alike.
  if (only === undefined || kinds.size > 1 || conflicts.length < count)
    return 'these rows cannot be written as things stand.';
  return reasonWords[only.reason](count === 1, only);
}

/** What becomes of rows that cannot be written: those that are there stay, others are not inserted. */
export function fateOfConflicts(
  choice: 'leave out' | 'stop',
  conflicts: readonly RestoreConflict[],
  count: number,
): string {
  if (choice === 'stop') return 'You asked to stop then.';
  const stays = conflicts.length > 0 && conflicts.every(({ kind }) => kind === 'update');
  if (stays) return count === 1 ? 'It stays as it is now.' : 'They stay as they are now.';
  return count === 1 ? 'It is left out.' : 'They are left out.';
}
