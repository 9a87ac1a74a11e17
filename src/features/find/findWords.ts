import { type BackupFinding, type Findings, lastThere, searchedWholly } from '../../core/findings.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { formatMoment } from '../../ui/formatTime.ts';

const moment = (backup: BackupFinding, now: number) => formatMoment(backup.createdAt, now).replace(', ', ' ');

/** How many backups have it, of how many: "Found in 12 of 44 backups." */
function count(backups: readonly BackupFinding[], done: boolean): string {
  const having = backups.filter(({ matches }) => matches > 0).length;
  const of = `of ${formatPlural(backups.length, 'backup')}`;
  if (!done) return having === 0 ? 'Nothing found so far.' : `Found in ${formatCount(having)} ${of} so far.`;
  return `Found in ${having === 0 ? 'none' : formatCount(having)} ${of}.`;
}

function newer(backups: readonly BackupFinding[], one: string, many: string): string {
  return backups.length === 1 ? `the newer one ${one}` : `the ${formatCount(backups.length)} newer ones ${many}`;
}

/** Where it was last: "Last there in the backup of 24 Mar 02:00; the 2 newer ones do not have it." */
function last(backups: readonly BackupFinding[], now: number): string {
  const found = lastThere(backups);
  if (found === null) {
    const unsure = backups.filter((backup) => !searchedWholly(backup)).length;
    if (unsure === 0) return '';
    return `${formatCount(unsure)} of them could not be searched wholly, so it may be there.`;
  }
  const { backup, absent, unknown } = found;
  if (absent.length + unknown.length === 0) return `It is in the newest one, of ${moment(backup, now)}.`;
  const rest = [
    absent.length === 0 ? null : newer(absent, 'does not have it', 'do not have it'),
    unknown.length === 0
      ? null
      : absent.length === 0
        ? `${newer(unknown, 'could not be searched wholly', 'could not be searched wholly')}, so it may be there`
        : `${formatCount(unknown.length)} could not be searched wholly`,
  ].filter((clause) => clause !== null);
  return `Last there in the backup of ${moment(backup, now)}; ${rest.join(', and ')}.`;
}

/** Rows and tables of one backup: "3 rows in 2 tables". */
export function formatMatches({ matches, tables }: BackupFinding): string {
  const having = tables.filter((table) => table.matches > 0);
  const [only] = having;
  const where = having.length === 1 && only !== undefined ? only.table : formatPlural(having.length, 'table');
  return `${formatPlural(matches, 'row')} in ${where}`;
}

/**
 * The answer, as far as it is known: "Found in 12 of 44 backups. Last there in the backup of 24 Mar 02:00; the 2 newer ones do not have it."
 * @param done whether all of it was searched. `now` in ms.
 */
export function summarize({ backups }: Findings, done: boolean, now: number): string {
  const [only] = backups;
  if (only === undefined) return 'There is no backup to search.';
  if (backups.length > 1) return [count(backups, done), done ? last(backups, now) : ''].filter(Boolean).join(' ');
  if (only.matches > 0) return `${done ? 'Found' : 'So far found'}: ${formatMatches(only)}.`;
  if (!done) return 'Nothing found so far.';
  return searchedWholly(only)
    ? `It is not in the backup of ${moment(only, now)}.`
    : `Not found in the backup of ${moment(only, now)}, but not all of it could be searched.`;
}

/** Neighbouring backups that have the same to say; those with matches stand alone. */
export function groupFindings(backups: readonly BackupFinding[]): BackupFinding[][] {
  const groups: BackupFinding[][] = [];
  const says = (backup: BackupFinding) =>
    [backup.state, backup.why, ...backup.tables.map(({ table, why }) => (why === null ? '' : `${table}${why}`))].join(
      '|',
    );
  for (const backup of backups) {
    const open = groups.at(-1);
    const first = open?.[0];
    if (open !== undefined && first?.matches === 0 && backup.matches === 0 && says(first) === says(backup))
      open.push(backup);
    else groups.push([backup]);
  }
  return groups;
}
