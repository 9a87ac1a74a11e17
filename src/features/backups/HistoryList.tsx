import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconDots,
  IconDownload,
  IconFileDescription,
  IconPin,
  IconPinnedOff,
  IconRestore,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { canBePinned } from '../../ui/askPin.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, formatPlural } from '../../ui/formatNumber.ts';
import { formatRemoval, formatTables, hasBytes, hasFile, statusReason } from '../../ui/formatStatus.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { PinMark } from '../../ui/PinMark.tsx';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import { useRunPercent } from '../../ui/useRunPercent.ts';
import { canBeVerified } from './canBeVerified.ts';
import { describeImport } from './describeImport.ts';
import type { HistoryActs } from './HistoryCells.tsx';
import classes from './HistoryList.module.css';
import { useLiveRun } from './useLiveRun.ts';

/** Cards drawn at first, and added by each "Show more". */
const step = 20;

function lineOf(record: BackupRecord, rows: number, userId: string | null, now: number): string {
  const note = [record.reason, describeImport(record, userId, now)].filter(Boolean).join(' · ');
  if (note !== '') return note;
  const tables = record.tablesTotal === null ? '' : `${formatTables(record)} tables, `;
  return `${tables}${formatPlural(rows, 'row')}${record.archive === null ? ' read' : ''}`;
}

interface ItemProps {
  record: BackupRecord;
  acts: HistoryActs;
  runner: BackupRunner;
  now: number;
  userId: string | null;
}

const Item = memo(function Item({ record, acts, runner, now, userId }: ItemProps) {
  const percent = useRunPercent(runner, record.id);
  const liveRows = useLiveRun(runner, record.id, (progress) => progress.rows);
  const running = record.status === 'in progress';
  const { verify, restoreHref, download, askDelete, askPin, unpin } = acts;
  const mayPin = canBePinned(record);
  const when = running ? 'Now' : formatMoment(record.createdAt, now);
  return (
    <li className={classes.item}>
      <div className={classes.badges}>
        <BackupBadge record={record} fraction={percent === null ? null : percent / 100} />
        <TypeBadge type={record.type} />
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon className={classes.more ?? ''} aria-label={`More about ${record.filename}`}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component={AppLink}
            to={acts.backupHref(record.id)}
            leftSection={<IconFileDescription size={16} aria-hidden />}
          >
            Details
          </Menu.Item>
          {canBeVerified(record) && (
            <Menu.Item
              leftSection={<IconShieldCheck size={16} aria-hidden />}
              aria-label={`Verify ${record.filename}`}
              onClick={() => verify([record])}
            >
              Verify
            </Menu.Item>
          )}
          {restoreHref !== null && hasFile(record) && record.removed === null && (
            <Menu.Item
              component={AppLink}
              to={restoreHref(record.id)}
              leftSection={<IconRestore size={16} aria-hidden />}
              aria-label={`Restore ${record.filename}`}
            >
              Restore…
            </Menu.Item>
          )}
          {download !== null && hasBytes(record) && (
            <Menu.Item
              leftSection={<IconDownload size={16} aria-hidden />}
              aria-label={`Download ${record.filename}`}
              onClick={() => download([record])}
            >
              Download
            </Menu.Item>
          )}
          {askPin !== null && mayPin && record.pin === null && (
            <Menu.Item
              leftSection={<IconPin size={16} aria-hidden />}
              aria-label={`Pin ${record.filename}`}
              onClick={() => askPin([record])}
            >
              Pin…
            </Menu.Item>
          )}
          {unpin !== null && mayPin && record.pin !== null && (
            <Menu.Item
              leftSection={<IconPinnedOff size={16} aria-hidden />}
              aria-label={`Unpin ${record.filename}`}
              onClick={() => unpin([record])}
            >
              Unpin
            </Menu.Item>
          )}
          {askDelete !== null && !running && record.removed === null && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              aria-label={`Delete ${record.filename}`}
              onClick={() => askDelete([record])}
            >
              Delete…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <AppLink
        to={acts.backupHref(record.id)}
        className={classes.when}
        aria-label={`Details ${record.filename}, ${when}`}
        title={exactTime(record.createdAt)}
      >
        {when} {record.pin !== null && <PinMark pin={record.pin} />}
      </AppLink>
      <span className={classes.size} title={exactBytes(record.archive?.sizeBytes ?? null)}>
        {record.archive === null ? '' : formatBytes(record.archive.sizeBytes)}
      </span>
      <span className={classes.line}>
        {record.removed === null
          ? (statusReason(record) ?? lineOf(record, liveRows ?? record.totalRows, userId, now))
          : formatRemoval(record.removed, now)}
      </span>
    </li>
  );
});

/** The history where there is no room for a table: newest first, what to do under More. */
export function HistoryList({ records, ...context }: Omit<ItemProps, 'record'> & { records: BackupRecord[] }) {
  const [shown, setShown] = useState(step);
  const left = records.length - shown;
  return (
    <>
      <ul className={classes.list} aria-label="Backup history">
        {records.slice(0, shown).map((record) => (
          <Item key={record.id} record={record} {...context} />
        ))}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth className={classes.all ?? ''} onClick={() => setShown(shown + step)}>
          Show {formatCount(Math.min(step, left))} more
        </Button>
      )}
    </>
  );
}
