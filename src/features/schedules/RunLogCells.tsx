import { Button } from '@mantine/core';
import { shortId } from '../../core/backup.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { describeLateness, isUnseenFailure, tellableLateness } from '../../core/slotNews.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatClock, formatWeekdayMoment } from '../../ui/formatComing.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatPlural, unknownValue } from '../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { SlotBadge } from '../../ui/SlotBadge.tsx';
import classes from './RunLogCells.module.css';

/** What the lines of the log show beside the slot itself. */
export interface LogContext {
  now: number;
  backupHref(id: string): string;
  onSeen(slot: SlotRecord): void;
}

type CellProps = LogContext & { slot: SlotRecord };

/** "Thu 26 Mar, 02:00", on the viewer's clock. */
export function sayDue(slot: SlotRecord, now: number): string {
  return formatWeekdayMoment(Date.parse(slot.dueAt), now);
}

export function DueCell({ slot, now }: CellProps) {
  return <span title={exactTime(slot.dueAt)}>{sayDue(slot, now)}</span>;
}

export function StartedCell({ slot, now }: CellProps) {
  if (slot.startedAt === null) return <>{unknownValue}</>;
  const started = Date.parse(slot.startedAt);
  const [day, dueDay] = [formatMoment(slot.startedAt, now), formatMoment(slot.dueAt, now)].map(
    (at) => at.split(', ')[0],
  );
  return (
    <span title={exactTime(slot.startedAt)}>
      {day === dueDay ? formatClock(started) : `${day}, ${formatClock(started)}`}
    </span>
  );
}

export function LateCell({ slot }: CellProps) {
  const lateMs = tellableLateness(slot);
  if (lateMs === null) return <>{unknownValue}</>;
  return <span title={formatDuration(lateMs)}>{describeLateness(lateMs)}</span>;
}

export function ResultCell({ slot, now, onSeen }: CellProps) {
  const removed = slot.removed === null ? null : slot.removed === 0 ? 'Nothing to remove' : `Removed ${slot.removed}`;
  return (
    <>
      <div className={classes.result}>
        <SlotBadge slot={slot} />
        {removed !== null && (
          <span className={classes.beside} title={formatPlural(slot.removed ?? 0, 'backup')}>
            {removed}
          </span>
        )}
        {isUnseenFailure(slot) && (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Mark as seen: ${slot.name}, ${sayDue(slot, now)}`}
            onClick={() => onSeen(slot)}
          >
            Mark as seen
          </Button>
        )}
      </div>
      {slot.message !== null && <div className={classes.message}>{slot.message}</div>}
    </>
  );
}

export function BackupCell({ slot, backupHref }: CellProps) {
  if (slot.backupId === null) return <>{unknownValue}</>;
  return (
    <AppLink to={backupHref(slot.backupId)} className={classes.link} aria-label={`Backup ${shortId(slot.backupId)}`}>
      {shortId(slot.backupId)}
    </AppLink>
  );
}
