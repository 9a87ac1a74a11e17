import { ActionIcon } from '@mantine/core';
import { IconDownload, IconPin, IconPinnedOff, IconRestore, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { type BackupRecord, shortId } from '../../core/backup.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { canBePinned } from '../../ui/askPin.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { durationMs, formatRemoval, formatTables, hasBytes, hasFile, statusReason } from '../../ui/formatStatus.ts';
import { exactTime, formatAge } from '../../ui/formatTime.ts';
import { PinMark } from '../../ui/PinMark.tsx';
import { useRunPercent } from '../../ui/useRunPercent.ts';
import { canBeVerified } from './canBeVerified.ts';
import { describeImport } from './describeImport.ts';
import classes from './HistoryCells.module.css';
import { useLiveRun } from './useLiveRun.ts';

/** What the cells and menus of the history may do; what the person is not allowed to do is null. */
export interface HistoryActs {
  backupHref(id: string): string;
  /** Address of the comparison of an earlier backup with a later one. */
  compareHref(before: string, after: string): string;
  /** Address of restoring a backup; null where the person may not. */
  restoreHref: ((id: string) => string) | null;
  copy(text: string): Promise<void>;
  /** Reads their files again and compares them with their digests. */
  verify(records: readonly BackupRecord[]): void;
  download: ((records: readonly BackupRecord[]) => void) | null;
  askDelete: ((records: readonly BackupRecord[]) => void) | null;
  /** Asks for a note, then pins. */
  askPin: ((records: readonly BackupRecord[]) => void) | null;
  unpin: ((records: readonly BackupRecord[]) => void) | null;
}

function PinAction({ record, acts: { askPin, unpin } }: { record: BackupRecord; acts: HistoryActs }) {
  if (askPin === null || unpin === null || !canBePinned(record)) return null;
  const pinned = record.pin !== null;
  const label = `${pinned ? 'Unpin' : 'Pin'} ${record.filename}`;
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => (pinned ? unpin : askPin)([record])}>
      {pinned ? <IconPinnedOff size={14} aria-hidden /> : <IconPin size={14} aria-hidden />}
    </ActionIcon>
  );
}

function VerifyAction({ record, acts: { verify } }: { record: BackupRecord; acts: HistoryActs }) {
  if (!canBeVerified(record)) return null;
  const label = `Verify ${record.filename}`;
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => verify([record])}>
      <IconShieldCheck size={14} aria-hidden />
    </ActionIcon>
  );
}

interface NameCellProps {
  record: BackupRecord;
  acts: HistoryActs;
  now: number;
  userId: string | null;
}

export function NameCell({ record, acts, now, userId }: NameCellProps) {
  const note = [record.reason, describeImport(record, userId, now)].filter(Boolean).join(' · ');
  return (
    <>
      <div className={classes.title}>
        <AppLink
          to={acts.backupHref(record.id)}
          className={classes.name}
          data-quiet={(record.status !== 'in progress' && !hasBytes(record)) || undefined}
          aria-label={`Details ${record.filename}`}
          title={record.filename}
        >
          {record.filename}
        </AppLink>
        {record.pin !== null && <PinMark pin={record.pin} />}
      </div>
      <div className={classes.second}>
        <span title={record.id}>{shortId(record.id)}</span>
        <span className={classes.small}>
          <CopyButton label={`Copy id ${shortId(record.id)}`} iconOnly onCopy={() => acts.copy(record.id)} />
          <PinAction record={record} acts={acts} />
          <VerifyAction record={record} acts={acts} />
        </span>
        {note !== '' && (
          <span className={classes.cut} title={note}>
            · {note}
          </span>
        )}
      </div>
    </>
  );
}

/** Who made a backup, as the signed-in person would say it. */
function makerOf(record: BackupRecord, userId: string | null): string {
  if (record.type === 'automatic') return 'Schedule';
  return record.createdBy.id === userId ? 'You' : record.createdBy.email;
}

export function CreatedCell({ record, now, userId }: { record: BackupRecord; now: number; userId: string | null }) {
  return (
    <>
      <div title={exactTime(record.createdAt)}>{formatAge(record.createdAt, now)}</div>
      <div className={`${classes.second} ${classes.cut}`} title={record.createdBy.email}>
        {makerOf(record, userId)}
      </div>
    </>
  );
}

interface StatusCellProps {
  record: BackupRecord;
  runner: BackupRunner;
  now: number;
}

export function StatusCell({ record, runner, now }: StatusCellProps) {
  const percent = useRunPercent(runner, record.id);
  const reason = record.removed === null ? statusReason(record) : formatRemoval(record.removed, now);
  return (
    <>
      <BackupBadge record={record} fraction={percent === null ? null : percent / 100} />
      {reason !== null && (
        <div className={`${classes.why} ${classes.cut}`} title={reason}>
          {reason}
        </div>
      )}
    </>
  );
}

export function TablesCell({ record, runner }: { record: BackupRecord; runner: BackupRunner }) {
  const live = useLiveRun(runner, record.id, ({ tables }) => {
    const read = tables.filter((table) => table.state === 'exported' || table.state === 'partial').length;
    return formatTables({
      tablesBackedUp: read,
      tablesTotal: tables.length === 0 ? null : tables.filter((table) => table.state !== 'excluded').length,
    });
  });
  return <>{live ?? formatTables(record)}</>;
}

export function RowsCell({ record, runner }: { record: BackupRecord; runner: BackupRunner }) {
  const live = useLiveRun(runner, record.id, (progress) => progress.rows);
  return <>{formatCount(live ?? record.totalRows)}</>;
}

export function SizeCell({ record }: { record: BackupRecord }) {
  const sizeBytes = record.archive?.sizeBytes ?? null;
  const duration = durationMs(record);
  return (
    <>
      <div title={exactBytes(sizeBytes)}>{formatBytes(sizeBytes)}</div>
      {duration !== null && (
        <div className={classes.took}>
          {sizeBytes !== null && 'in '}
          {formatDuration(duration)}
        </div>
      )}
    </>
  );
}

export function ActionsCell({ record, acts }: { record: BackupRecord; acts: HistoryActs }) {
  if (record.status === 'in progress' || record.removed !== null) return null;
  const { download, askDelete, restoreHref } = acts;
  return (
    <div className={classes.actions}>
      {restoreHref !== null && hasFile(record) && (
        <ActionIcon
          component={AppLink}
          to={restoreHref(record.id)}
          aria-label={`Restore ${record.filename}`}
          title={`Restore ${record.filename}`}
        >
          <IconRestore size={16} aria-hidden />
        </ActionIcon>
      )}
      {download !== null && hasBytes(record) && (
        <ActionIcon
          aria-label={`Download ${record.filename}`}
          title={`Download ${record.filename}`}
          onClick={() => download([record])}
        >
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
      )}
      {askDelete !== null && (
        <ActionIcon
          aria-label={`Delete ${record.filename}`}
          title={`Delete ${record.filename}`}
          onClick={() => askDelete([record])}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}
