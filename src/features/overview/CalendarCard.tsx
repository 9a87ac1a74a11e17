import { useMemo } from 'react';
import { calendarOf, countSlots, summarizeSlots } from '../../core/reliability.ts';
import type { Schedule } from '../../core/schedule.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { SlotCalendar, SlotLegend } from '../../ui/SlotCalendar.tsx';
import classes from './CalendarCard.module.css';

const shownDays = 90;

interface Props {
  schedule: Schedule;
  slots: readonly SlotRecord[];
  /** ms since the epoch. */
  now: number;
  runLogHref: string;
}

/** How the slots of a schedule went, honestly: a square for each day, and for how many of them this tab was awake. */
export function CalendarCard({ schedule, slots, now, runLogHref }: Props) {
  const days = useMemo(() => calendarOf(slots, schedule.id, schedule.timeZone, now, shownDays), [slots, schedule, now]);
  const { awake, of } = summarizeSlots(slots, schedule.id, now);
  const title = `${schedule.name}, last ${shownDays} days`;
  return (
    <Card
      title={title}
      aside={
        <AppLink to={runLogHref} className={classes.link}>
          Run log →
        </AppLink>
      }
    >
      <div className={classes.row}>
        <SlotCalendar days={days} label={title} />
        <div>
          <p className={classes.sentence}>
            {of === 0 ? (
              'Nothing was due yet.'
            ) : (
              <>
                This tab was awake for <b>{of === 1 ? `${awake} of 1 slot` : `${awake} of the last ${of} slots`}</b>.
              </>
            )}
          </p>
          <SlotLegend counts={countSlots(days.flatMap((day) => day.slots))} stacked />
        </div>
      </div>
    </Card>
  );
}
