import type { RestoreConflict } from '../../core/restore.ts';
import { formatCount, formatList } from '../../ui/formatNumber.ts';

const accounts = 'auth.users';

/** A backup holds no accounts, and the dashboard gives new ones other ids. */
const recipe =
  'Create the missing accounts first, with the same ids: for example, load auth.users and auth.identities from a pg_dump or from a backup of your hosting. Then rehearse again.';

/** Why a row cannot be written, told of one row or of several. */
function causeOf({ reason, references }: RestoreConflict, one: boolean): string {
  const [refers, is, has] = one ? ['refers', 'is', 'has'] : ['refer', 'are', 'have'];
  if (reason === 'value taken') return `${has} a unique value that another row has`;
  if (reason === 'does not fit') return `${has} a value that no longer fits`;
  if (references === accounts) return `${refers} to ${one ? 'an account that is' : 'accounts that are'} not there`;
  return `${refers} to ${one ? 'a row' : 'rows'} of ${references ?? 'another table'} that ${is} not there`;
}

/**
 * For how many rows which cause holds where there are several, and what helps where accounts are missing; null where there is neither to tell.
 * @param conflicts what is listed of them, which may be the first thousand. @param count all of them.
 */
export function helpWithConflicts(conflicts: readonly RestoreConflict[], count: number): string | null {
  const causes = new Map<string, [RestoreConflict, ...RestoreConflict[]]>();
  const isAccount = ({ references }: RestoreConflict) => references === accounts;
  for (const conflict of conflicts.toSorted((a, b) => Number(isAccount(b)) - Number(isAccount(a)))) {
    const cause = causeOf(conflict, false);
    const alike = causes.get(cause);
    if (alike === undefined) causes.set(cause, [conflict]);
    else alike.push(conflict);
  }
  const help = conflicts.some(isAccount) ? recipe : null;
  const cut = conflicts.length < count;
  if (causes.size === 0 || (causes.size === 1 && !cut)) return help;
  const told = [...causes].map(([cause, alike]) =>
    causes.size === 1 ? `all ${cause}` : `${formatCount(alike.length)} ${causeOf(alike[0], alike.length === 1)}`,
  );
  const sentence = cut
    ? `Of the ${formatCount(conflicts.length)} that are listed, ${formatList(told)}.`
    : `${formatList(told)}.`;
  return [sentence, help].filter((each) => each !== null).join(' ');
}
