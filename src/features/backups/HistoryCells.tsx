import { ActionIcon } from '@mantine/core';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { type BackupRecord, shortId } from '../../core/backup.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { durationMs, formatTables, hasBytes, statusReason } from '../../ui/formatStatus.ts';
import { exactTime, formatAge } from '../../ui/formatTime.ts';
import { useRunPercent } from '../../ui/useRunPercent.ts';
import classes from './HistoryCells.module.css';
import { useLiveRun } from './useLiveRun.ts';

/** What the cells and menus of the history may do; what the person is not allowed to do is null. */
export interface HistoryActs {
  backupHref(id: string): string;
  copy(text: string): Promise<void>;
  download: ((records: readonly BackupRecord[]) => void) | null;
  askDelete: ((records: readonly BackupRecord[]) => void) | null;
}

export function NameCell({ record, acts }: { record: BackupRecord; acts: HistoryActs }) {
  return (
    <>
      <AppLink
        to={acts.backupHref(record.id)}
        className={classes.name}
        data-quiet={(record.status !== 'in progress' && !hasBytes(record)) || undefined}
        aria-label={`Details ${record.filename}`}
        title={record.filename}
      >
        {record.filename}
      </AppLink>
      <div className={classes.second}>
        <span title={record.id}>{shortId(record.id)}</span>
        <span className={classes.copy}>
          <CopyButton label={`Copy id ${shortId(record.id)}`} iconOnly onCopy={() => acts.copy(record.id)} />
        </span>
        {record.reason !== '' && (
          <span className={classes.cut} title={record.reason}>
            · {record.reason}
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

export function StatusCell({ record, runner }: { record: BackupRecord; runner: BackupRunner }) {
  const percent = useRunPercent(runner, record.id);
  const reason = statusReason(record);
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
  if (record.status === 'in progress') return null;
  const { download, askDelete } = acts;
  return (
    <div className={classes.actions}>
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
