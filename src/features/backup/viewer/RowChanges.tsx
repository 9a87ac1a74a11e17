import { useMemo } from 'react';
import type { Cell } from '../../../core/rowCells.ts';
import { AppLink } from '../../../ui/AppLink.tsx';
import { RowsSkeleton } from '../../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx';
import { formatCount, formatPercent, formatPlural } from '../../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../../ui/formatTime.ts';
import classes from './RowChanges.module.css';
import type { ViewerChanges } from './rowFollower.ts';
import { type CellChange, groupVersions, type VersionGroup } from './versionGroups.ts';
import { cellText } from './viewerColumns.ts';

interface Context {
  /** The backup that is looked at. */
  backupId: string;
  /** Address of this row in another backup; `row` counts from 0. */
  rowHref(backupId: string, row: number): string;
  /** ms since the epoch. */
  now: number;
}

const shownLength = 2_000;

function Value({ cell }: { cell: Cell | null }) {
  if (cell === null) return <span className={classes.none}>no such column</span>;
  const text = cellText(cell);
  return (
    <span data-kind={cell.kind} className={classes.value}>
      {text === '' ? '""' : text.slice(0, shownLength)}
      {text.length > shownLength && '…'}
    </span>
  );
}

function CellChanges({ changes }: { changes: readonly CellChange[] }) {
  return (
    <table className={classes.cells}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ column, before, after }) => (
          <tr key={column}>
            <th scope="row">{column}</th>
            <td className={classes.before}>
              <Value cell={before} />
            </td>
            <td className={classes.after}>
              <Value cell={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "24 Mar, 02:00", or of several backups "20 Mar, 02:00 to 24 Mar, 02:00". */
function period({ versions }: VersionGroup, now: number): string {
  const [newest, oldest] = [versions[0]?.createdAt ?? null, versions.at(-1)?.createdAt ?? null];
  const until = formatMoment(newest, now);
  return versions.length === 1 ? until : `${formatMoment(oldest, now)} to ${until}`;
}

function sentence({ state, since, changes, why, versions }: VersionGroup): string {
  if (state === 'unknown') return `Not known: ${why ?? 'it could not be searched.'}`;
  if (state === 'absent') return 'Not there';
  const count = versions[0]?.count ?? 1;
  const like = count > 1 ? `, ${formatCount(count)} equal rows` : '';
  if (since === 'changed') return `${formatPlural(changes.length, 'value')} changed since the backup before${like}`;
  if (since === 'appeared') return `New: not in the backup before${like}`;
  if (since === 'reordered') return `Written differently, with equal values${like}`;
  return `There since the oldest backup that was looked through${like}`;
}

function Group({ group, backupId, rowHref, now }: Context & { group: VersionGroup }) {
  const here = group.versions.some((version) => version.backupId === backupId);
  const [newest] = group.versions;
  const other = group.versions.find((version) => version.backupId !== backupId && version.row !== null);
  return (
    <li className={classes.group} data-state={group.state}>
      <div className={classes.head}>
        <span className={classes.when} title={exactTime(newest?.createdAt ?? null)}>
          {period(group, now)}
        </span>
        <span className={classes.count}>
          {group.versions.length > 1 && formatPlural(group.versions.length, 'backup')}
          {here && (group.versions.length > 1 ? ', this one too' : 'this backup')}
        </span>
        {!here && other?.row != null && (
          <AppLink
            to={rowHref(other.backupId, other.row)}
            aria-label={`Open this row in the backup of ${formatMoment(other.createdAt, now)}`}
          >
            Open
          </AppLink>
        )}
      </div>
      <p className={classes.what}>{sentence(group)}</p>
      {group.changes.length > 0 && <CellChanges changes={group.changes} />}
    </li>
  );
}

interface Props extends Context {
  changes: ViewerChanges | null;
  onRetry(): void;
}

/** What became of a row in all backups of this browser: newest first, equal neighbours together, changed values side by side. */
export function RowChanges({ changes, onRetry, ...context }: Props) {
  const history = changes?.history ?? null;
  const groups = useMemo(() => groupVersions(history?.versions ?? []), [history]);
  // What comes next decides what has changed in the oldest one so far.
  const shown = changes?.state === 'reading' ? groups.slice(0, -1) : groups;
  return (
    <section aria-label="Changes of this row" className={classes.changes}>
      {shown.length > 0 && (
        <ol className={classes.groups}>
          {shown.map((group) => (
            <Group key={group.versions[0]?.backupId} group={group} {...context} />
          ))}
        </ol>
      )}
      {changes?.state === 'reading' && (
        <p className={classes.progress}>
          {history === null
            ? 'Looking through the backups…'
            : `Looking through the backups… ${formatCount(history.backupsDone)} of ${formatCount(history.backups)}, ${formatPercent(history.bytes === 0 ? 0 : history.bytesDone / history.bytes)}`}
        </p>
      )}
      {changes?.state === 'reading' && shown.length === 0 && <RowsSkeleton rows={2} />}
      {changes?.state === 'failed' && (
        <ErrorNotice
          title="The changes could not be read"
          message={changes.problem?.message ?? ''}
          hint={changes.problem?.hint ?? null}
          onRetry={onRetry}
        />
      )}
      {changes?.state === 'done' && groups.length === 0 && (
        <p className={classes.progress}>No backup of this browser could be looked through.</p>
      )}
    </section>
  );
}
