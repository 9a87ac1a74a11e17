import { Slider } from '@mantine/core';
import { type CSSProperties, useMemo } from 'react';
import type { SimulatedBackup } from '../../core/simulateRetention.ts';
import { typeWords } from '../../ui/formatStatus.ts';
import { wallTime } from '../../ui/formatTime.ts';
import classes from './LaterCard.module.css';
import { type Axis, lanesAt, monthsOn, simulatedDays } from './later.ts';

interface Props {
  backups: readonly SimulatedBackup[];
  axis: Axis;
  /** The chosen day, ms since the epoch, and its name. */
  at: number;
  label: string;
  gap: { from: number; until: number } | null;
}

const laneHeight = 32;
const markHeight = 16;

const marks = (places: readonly number[], top: number) =>
  places.map((place) => `M${place} ${top}v${markHeight}`).join('');

/** The backups as marks on a line per type: left or removed on the chosen day. Stretched to its card; marks keep their width. */
export function LaterStrip({ backups, axis, at, label, gap }: Props) {
  const lanes = useMemo(() => lanesAt(backups, axis, at), [backups, axis, at]);
  const months = useMemo(() => monthsOn(axis), [axis]);
  const place = (instant: number) => Math.round(((instant - axis.from) / (axis.until - axis.from)) * 10_000) / 10;
  const height = lanes.length * laneHeight;
  const [today, chosen] = [place(axis.now), place(at)];
  return (
    <div className={classes.strip}>
      <div className={classes.names} style={{ height }} aria-hidden="true">
        {lanes.map(({ type }) => (
          <span key={type}>{typeWords[type]}</span>
        ))}
      </div>
      <div className={classes.plot} aria-hidden="true">
        <div className={classes.days}>
          {Math.abs(chosen - today) > 60 && <span style={{ left: `${today / 10}%` }}>today</span>}
          <span className={classes.day} style={{ left: `${chosen / 10}%` }}>
            {label}
          </span>
        </div>
        <svg
          className={classes.svg}
          aria-hidden="true"
          viewBox={`0 0 1000 ${height}`}
          style={{ height }}
          preserveAspectRatio="none"
        >
          {gap !== null && (
            <rect
              className={classes.gap}
              x={place(gap.from)}
              width={place(gap.until) - place(gap.from)}
              height={height}
            />
          )}
          {months.map((month) => (
            <path key={month} className={classes.grid} d={`M${place(month)} 0v${height}`} />
          ))}
          {lanes.map(({ type, left, removed }, index) => {
            const middle = index * laneHeight + laneHeight / 2;
            const top = middle - markHeight / 2;
            return (
              <g key={type} data-type={type} className={classes.lane}>
                <path className={classes.grid} d={`M0 ${middle}h1000`} />
                <path className={classes.removed} d={marks(removed, top + 2).replaceAll(`v${markHeight}`, 'v12')} />
                <path className={classes.left} d={marks(left, top)} />
              </g>
            );
          })}
          <path className={classes.today} d={`M${today} 0v${height}`} />
          <path className={classes.chosen} d={`M${chosen} 0v${height}`} />
        </svg>
        <div className={classes.months}>
          {months.map((month, index) => {
            const end = months[index + 1] ?? axis.until;
            const [from, until] = [place(month), place(end)];
            return (
              until - from > 60 && (
                <span key={month} style={{ left: `${(from + until) / 20}%` }}>
                  {wallTime(month, undefined)?.month}
                </span>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface DaySliderProps {
  axis: Axis;
  /** Days from now. */
  day: number;
  label: string;
  onChange: (day: number) => void;
}

/** Chooses a day of the coming ones; it stands below the part of the strip that shows them. */
export function DaySlider({ axis, day, label, onChange }: DaySliderProps) {
  const past = (axis.now - axis.from) / (axis.until - axis.from);
  return (
    <div className={classes.slider} style={{ '--past': past } as CSSProperties}>
      <Slider
        size={4}
        thumbSize={16}
        min={0}
        max={simulatedDays}
        value={day}
        onChange={onChange}
        label={null}
        thumbLabel="Day"
        thumbValueText={label}
        classNames={{ thumb: classes.thumb ?? '' }}
      />
    </div>
  );
}
