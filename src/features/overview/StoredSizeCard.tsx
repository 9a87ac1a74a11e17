import { useMemo } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import type { Schedule } from '../../core/schedule.ts';
import { storedSizeSeries } from '../../core/storageTrend.ts';
import { Card } from '../../ui/Card.tsx';
import { formatBytes } from '../../ui/formatBytes.ts';
import classes from './StoredSizeCard.module.css';
import { dateTicks, sizeTicks } from './sizeScale.ts';

const dayMs = 24 * 3_600_000;
const shownDays = 90;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

interface Props {
  records: readonly BackupRecord[];
  /** Tombstones, for what was stored before they were removed. */
  removed: readonly BackupRecord[];
  schedules: readonly Schedule[];
  /** ms since the epoch. */
  now: number;
}

/** What makes the line drop, where cleanups did in the span shown: "Drops are the Sunday cleanup". */
function describeDrops(removed: readonly BackupRecord[], schedules: readonly Schedule[], from: number): string | null {
  const cleaned = removed.some((record) => record.removed?.by === 'retention' && Date.parse(record.removed.at) >= from);
  if (!cleaned) return null;
  const cleanups = schedules.filter(({ job, on }) => on && job === 'cleanup');
  const repeats = cleanups.length === 1 ? cleanups[0]?.repeats : undefined;
  const day =
    repeats?.kind === 'weekly' && repeats.days.length === 1 ? weekdays[(repeats.days[0] ?? 1) - 1] : undefined;
  return day === undefined ? 'Drops are cleanups' : `Drops are the ${day} cleanup`;
}

/** The points of a step line in percent of the plot: across, then up or down. */
function stepLine(
  series: readonly { at: number; bytes: number }[],
  x: (at: number) => number,
  y: (bytes: number) => number,
) {
  const [first, ...rest] = series;
  if (first === undefined) return '';
  return `M${x(first.at)} ${y(first.bytes)}${rest.map(({ at, bytes }) => `H${x(at)}V${y(bytes)}`).join('')}H100`;
}

/** What the archives took up, day by day; nothing until there was a first one. */
export function StoredSizeCard({ records, removed, schedules, now }: Props) {
  const from = now - shownDays * dayMs;
  const series = useMemo(() => storedSizeSeries([...records, ...removed], from, now), [records, removed, from, now]);
  const sizes = series.map(({ bytes }) => bytes);
  const most = Math.max(...sizes);
  const [start, end] = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  if (most === 0) return null;

  const ticks = sizeTicks(most);
  const top = ticks.at(-1)?.bytes ?? most;
  const percent = (share: number) => Math.round(share * 10_000) / 100;
  const x = (at: number) => percent((at - from) / (now - from));
  const y = (bytes: number) => percent(1 - bytes / top);
  const line = stepLine(series, x, y);
  const drops = describeDrops(removed, schedules, from);
  const summary = `Stored size over the last ${shownDays} days: from ${formatBytes(start)} to ${formatBytes(end)}, at most ${formatBytes(most)}`;
  return (
    <Card title="Stored size" aside={drops !== null && <span className={classes.aside}>{drops}</span>}>
      <div role="img" aria-label={summary} className={classes.chart}>
        {ticks.map(({ bytes, label }) => (
          <span key={bytes} className={classes.size} style={{ top: `${y(bytes)}%` }}>
            {label}
          </span>
        ))}
        {/* Stretched to the card; a line keeps its width all the same, and texts stand outside. */}
        <svg className={classes.plot} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {ticks.map(({ bytes }) => (
            <path key={bytes} className={classes.grid} d={`M0 ${y(bytes)}H100`} />
          ))}
          <path className={classes.area} d={`${line}V100H0Z`} />
          <path className={classes.line} d={line} />
        </svg>
        <span className={classes.now} style={{ top: `${y(end)}%` }} />
        {dateTicks(from, now).map(({ at, label }) => (
          <span key={at} className={classes.date} style={{ left: `${x(at)}%` }}>
            {label}
          </span>
        ))}
      </div>
    </Card>
  );
}
