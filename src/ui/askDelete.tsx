import type { BackupRecord } from '../core/backup.ts';
import classes from './askDelete.module.css';
import { BackupBadge } from './BackupBadge.tsx';
import { confirmDialog } from './ConfirmDialog.tsx';
import { formatBytes } from './formatBytes.ts';
import { formatCount, formatPlural } from './formatNumber.ts';
import { formatMoment, formatNearMoment } from './formatTime.ts';

/** Rows of the list; the rest is counted. */
const listed = 8;

/** What is left after a deletion: "39 backups stay. The newest verified one is from today 02:00." `now` in ms. */
export function describeRest(records: readonly BackupRecord[], going: readonly BackupRecord[], now: number): string {
  const gone = new Set(going.map((record) => record.id));
  const rest = records.filter((record) => record.archive !== null && !gone.has(record.id));
  if (rest.length === 0) return 'No backup stays in this browser.';
  const stay = `${formatPlural(rest.length, 'backup')} ${rest.length === 1 ? 'stays' : 'stay'}.`;
  const verified = rest
    .filter(({ archive, status }) => archive?.bytes === 'present' && archive.verifiedAt !== null && status !== 'failed')
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0];
  if (verified === undefined) return `${stay} None of them is verified.`;
  return rest.length === 1
    ? `${stay} It is verified and from ${formatNearMoment(verified.createdAt, now)}.`
    : `${stay} The newest verified one is from ${formatNearMoment(verified.createdAt, now)}.`;
}

/** Asks before backups are deleted: which they are, and what stays. `now` in ms. */
export function askDelete(
  going: readonly BackupRecord[],
  records: readonly BackupRecord[],
  now: number,
): Promise<boolean> {
  const pinned = going.filter((record) => record.pin !== null).length;
  const what = going.length === 1 ? 'backup' : `${formatCount(going.length)} backups`;
  return confirmDialog({
    title: going.length === 1 ? 'Delete this backup?' : `Delete ${what}?`,
    confirmLabel: `Delete ${what}`,
    keepLabel: going.length === 1 ? 'Keep it' : 'Keep them',
    children: (
      <>
        <p className={classes.text}>
          {going.length === 1 ? 'Its file is' : 'Their files are'} removed from this browser for good; a line stays in
          the history, under Removed. Files that you downloaded stay.
          {pinned > 0 &&
            (going.length === 1
              ? ' It is pinned.'
              : ` ${formatCount(pinned)} of them ${pinned === 1 ? 'is' : 'are'} pinned.`)}
        </p>
        <ul className={classes.list}>
          {going.slice(0, listed).map((record) => (
            <li key={record.id} className={classes.row} title={record.filename}>
              <span className={classes.when}>{formatMoment(record.createdAt, now)}</span>
              <BackupBadge record={record} />
              <span className={classes.size}>{formatBytes(record.archive?.sizeBytes ?? null)}</span>
            </li>
          ))}
          {going.length > listed && (
            <li className={classes.row}>and {formatPlural(going.length - listed, 'more backup')}</li>
          )}
        </ul>
        <p className={classes.rest}>{describeRest(records, going, now)}</p>
      </>
    ),
  });
}
