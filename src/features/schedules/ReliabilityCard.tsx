import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { calendarOf, countSlots, describeMissed, summarizeSlots } from '../../core/reliability.ts';
import type { Schedule } from '../../core/schedule.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { Card } from '../../ui/Card.tsx';
import { SlotCalendar, SlotLegend } from '../../ui/SlotCalendar.tsx';
import classes from './ReliabilityCard.module.css';
import { WhatHelps } from './WhatHelps.tsx';

interface Props {
  /** Those that make backups, at least one. */
  schedules: readonly Schedule[];
  slots: readonly SlotRecord[];
  now: number;
  /** Whether the app runs in a window of its own. */
  installed: boolean;
}

const calendarDays = 90;

function sayAwake(awake: number, of: number): string {
  if (of === 1)
    return awake === 1
      ? 'This tab was awake for its only slot so far'
      : 'This tab was not awake for its only slot so far';
  return `This tab was awake for ${awake} of the last ${of} slots`;
}

function Sentences({ slots, schedule, now }: { slots: readonly SlotRecord[]; schedule: Schedule; now: number }) {
  const { awake, of } = summarizeSlots(slots, schedule.id, now);
  if (of === 0)
    return (
      <>
        <p className={classes.awake}>Nothing was due yet</p>
        <p className={classes.more}>How reliably {schedule.name} runs shows here after its first run.</p>
      </>
    );
  return (
    <>
      <p className={classes.awake}>{sayAwake(awake, of)}</p>
      <p className={classes.more}>
        {describeMissed(slots, schedule.id, schedule.timeZone, now) ?? 'None ran late or was missed.'}
      </p>
    </>
  );
}

/** How reliably backups ran at their time, day by day, and what would help. */
export function ReliabilityCard({ schedules, slots, now, installed }: Props) {
  const [chosen, setChosen] = useState<string | null>(null);
  const schedule = schedules.find(({ id }) => id === chosen) ?? schedules[0];
  const days = useMemo(
    () => (schedule === undefined ? [] : calendarOf(slots, schedule.id, schedule.timeZone, now, calendarDays)),
    [slots, schedule, now],
  );
  if (schedule === undefined) return null;
  const label = `${schedule.name}, last ${calendarDays} days`;
  return (
    <Card
      title="Reliability"
      aside={
        schedules.length === 1 ? (
          <span className={classes.quiet}>{label}</span>
        ) : (
          <Select
            aria-label="Reliability of"
            allowDeselect={false}
            data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
            value={schedule.id}
            onChange={setChosen}
          />
        )
      }
    >
      <div className={classes.columns}>
        <div className={classes.map}>
          <SlotCalendar key={schedule.id} days={days} label={label} />
          <SlotLegend counts={countSlots(days.flatMap((day) => day.slots))} />
        </div>
        <div>
          <Sentences slots={slots} schedule={schedule} now={now} />
          <WhatHelps schedule={schedule} installed={installed} />
        </div>
      </div>
    </Card>
  );
}
