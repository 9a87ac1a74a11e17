import { IconInfoCircle } from '@tabler/icons-react';
import { nextSlots } from '../../core/dueSlots.ts';
import type { Schedule } from '../../core/schedule.ts';
import { placeOf } from '../../core/scheduleWords.ts';
import { wallClock } from '../../core/wallClock.ts';
import { formatClock, formatWeekday } from '../../ui/formatComing.ts';
import { clockNote } from './clockNote.ts';
import classes from './NextRuns.module.css';

interface Props {
  /** Its repeats and zone are valid. */
  schedule: Schedule;
  now: number;
  /** The viewer's zone. */
  here: string;
}

const previewed = 5;

/** The viewer's clock at a run, with the weekday where it is another than the schedule's. */
function hereClock(at: number, schedule: Schedule, here: string, now: number): string {
  const sameDay = wallClock(at, here).date === wallClock(at, schedule.timeZone).date;
  const day = sameDay ? '' : `${formatWeekday(at, now, here).slice(0, 3)} `;
  return `${day}${formatClock(at, here)}`;
}

/** When a schedule will run next, on its own clock and on the viewer's. */
export function NextRuns({ schedule, now, here }: Props) {
  const slots = nextSlots(schedule, now, previewed);
  const there = schedule.timeZone;
  const apart = slots.some(({ dueAt }) => wallClock(dueAt, there).offsetMs !== wallClock(dueAt, here).offsetMs);
  const note = clockNote(there, here, now, slots.at(-1)?.dueAt ?? now);
  const first = slots[0] === undefined ? '' : formatClock(slots[0].dueAt, here);
  return (
    <div className={classes.box}>
      <table className={classes.table} aria-label="Next five runs">
        <thead>
          <tr>
            <th scope="col" className={classes.title}>
              Next five runs
            </th>
            <th scope="col">{apart || there === here ? placeOf(there) : `${placeOf(there)}, and here`}</th>
            {apart && <th scope="col">{placeOf(here)}, here</th>}
          </tr>
        </thead>
        <tbody>
          {slots.map(({ id, dueAt }) => (
            <tr key={id}>
              <td>{formatWeekday(dueAt, now, there)}</td>
              <td>{formatClock(dueAt, there)}</td>
              {apart && (
                <td className={classes.here} data-moved={formatClock(dueAt, here) !== first || undefined}>
                  {hereClock(dueAt, schedule, here, now)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {note !== null && (
        <p className={classes.note}>
          <IconInfoCircle size={16} aria-hidden /> {note}
        </p>
      )}
    </div>
  );
}
