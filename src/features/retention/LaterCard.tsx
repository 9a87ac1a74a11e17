import { Switch } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import type { RetentionPolicy } from '../../core/retentionPolicy.ts';
import type { Schedule } from '../../core/schedule.ts';
import { simulateRetention } from '../../core/simulateRetention.ts';
import { Card } from '../../ui/Card.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatDay } from '../../ui/formatTime.ts';
import classes from './LaterCard.module.css';
import { DaySlider, LaterStrip } from './LaterStrip.tsx';
import { axisOf, leftAt, simulatedDays } from './later.ts';

interface Props {
  /** All of them, tombstones too: they decide about pauses. */
  records: readonly BackupRecord[];
  /** Those that run. */
  schedules: readonly Schedule[];
  /** Automatic backups are stopped, which is why none runs. */
  stopped: boolean;
  policy: RetentionPolicy;
  /** ms since the epoch. */
  now: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The day that is chosen at first. */
const firstDay = 45;

/** Which backups would be left on a day to come, if the schedules run as set, or pause for a week. */
export function LaterCard({ records, schedules, stopped, policy, now }: Props) {
  const [day, setDay] = useState(firstDay);
  const [week, setWeek] = useState(false);
  const slowDay = useDeferredValue(day);
  const newest = records.reduce((latest, { createdAt }) => Math.max(latest, Date.parse(createdAt) || 0), 0);
  // By the hour, because playing 90 days of a long history takes a while; but nothing that exists lies ahead.
  const start = Math.max(Math.floor(now / hourMs) * hourMs, Math.min(newest, now));
  const gap = useMemo(() => (week ? { from: start, until: start + 7 * dayMs } : null), [week, start]);
  const given = useMemo(
    () => ({ records, schedules, policy, now: start, gap }),
    [records, schedules, policy, start, gap],
  );
  const slow = useDeferredValue(given);
  const backups = useMemo(() => simulateRetention({ ...slow, days: simulatedDays }), [slow]);
  const axis = useMemo(() => axisOf(backups, slow.now), [backups, slow]);
  const at = slow.now + slowDay * dayMs;
  const { count, bytes, oldestAt } = leftAt(backups, at);
  const before = backups.filter(({ createdAt, removedAt }) => createdAt < axis.from && removedAt === null).length;
  const label = slowDay === 0 ? 'Today' : formatDay(at, slow.now);

  return (
    <Card
      title="What would be left later"
      aside={
        <Switch
          size="xs"
          label="What if no backup runs for a week"
          checked={week}
          onChange={(event) => setWeek(event.currentTarget.checked)}
        />
      }
    >
      <p className={classes.sum}>
        {slowDay === 0 ? 'Today' : `On ${label}`}: <strong>{formatPlural(count, 'backup')}</strong>
        {bytes > 0 && `, ${formatBytes(bytes)}`}.
        {oldestAt !== null && ` The oldest is from ${formatDay(oldestAt, slow.now)}.`}
      </p>
      <LaterStrip backups={backups} axis={axis} at={at} label={label} gap={slow.gap} />
      <DaySlider
        axis={axis}
        day={day}
        label={day === 0 ? 'Today' : formatDay(start + day * dayMs, start)}
        onChange={setDay}
      />
      <ul className={classes.legend} aria-label="Legend">
        <li data-mark="left">left</li>
        <li data-mark="removed">removed</li>
        {week && <li data-mark="gap">no backup</li>}
      </ul>
      <p className={classes.note}>
        {schedules.some(({ job }) => job === 'backup')
          ? 'Supposes that every scheduled run succeeds, with a file as large as the last one.'
          : stopped
            ? 'Automatic backups are stopped, so none are added.'
            : 'No schedule makes backups, so none are added.'}
        {before > 0 && ` ${formatPlural(before, 'older backup is', 'older backups are')} not drawn.`}
      </p>
    </Card>
  );
}
