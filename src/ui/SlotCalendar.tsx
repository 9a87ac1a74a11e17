import { useId, useState } from 'react';
import { type CalendarDay, countSlots } from '../core/reliability.ts';
import type { SlotKind } from '../core/slot.ts';
import classes from './SlotCalendar.module.css';
import { endedKinds, kindWords, sayCounts, sayDay } from './slotWords.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Marks of the kinds that a colour alone would not tell from others. */
const marks: Partial<Record<SlotKind, string>> = { partial: '!', failed: '×', open: '…' };

function Cell({ kind }: { kind: SlotKind | null }) {
  if (kind === null) return <span className={`${classes.cell} ${classes.nothing}`} />;
  return <span className={`${classes.cell} ${classes[kind] ?? ''}`}>{marks[kind]}</span>;
}

/** "26 Mar 2026" */
function sayDate(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${months[(month ?? 1) - 1]} ${year}`;
}

interface PlacedDay {
  day: CalendarDay;
  /** Weeks from Monday, from 0. */
  week: number;
}

function placeDays(days: readonly CalendarDay[]): PlacedDay[] {
  const before = (days[0]?.weekday ?? 1) - 1;
  return days.map((day, index) => ({ day, week: Math.floor((index + before) / 7) }));
}

/** The month stands above the week that holds its first day; the first week names its month where there is room for it. */
function monthLabels(placed: readonly PlacedDay[]): { week: number; text: string }[] {
  const nameOf = ({ date }: CalendarDay) => months[Number(date.slice(5, 7)) - 1] ?? '';
  const firsts = placed.filter(({ day }) => day.date.endsWith('-01'));
  const labels = firsts.map(({ day, week }) => ({ week, text: nameOf(day) }));
  const start = placed[0];
  const room = (labels[0]?.week ?? 99) >= 2;
  return start !== undefined && room ? [{ week: 0, text: nameOf(start.day) }, ...labels] : labels;
}

function Picture({ days, name }: { days: readonly CalendarDay[]; name: string }) {
  const placed = placeDays(days);
  const weeks = (placed.at(-1)?.week ?? 0) + 1;
  return (
    <div
      role="img"
      aria-label={name}
      className={classes.grid}
      style={{ gridTemplateColumns: `32px repeat(${weeks}, minmax(0, var(--slot-width)))` }}
    >
      {monthLabels(placed).map(({ week, text }) => (
        <span key={week} className={classes.month} style={{ gridArea: `1 / ${week + 2}` }}>
          {text}
        </span>
      ))}
      {weekdays.map(
        (weekday, index) =>
          index % 2 === 0 && (
            <span key={weekday} className={classes.weekday} style={{ gridArea: `${index + 2} / 1` }}>
              {weekday}
            </span>
          ),
      )}
      {placed.map(({ day, week }) => (
        <span
          key={day.date}
          className={classes.place}
          style={{ gridArea: `${day.weekday + 1} / ${week + 2}` }}
          title={`${weekdays[day.weekday - 1]} ${sayDate(day.date)}: ${sayDay(day)}`}
        >
          <Cell kind={day.kind} />
        </span>
      ))}
    </div>
  );
}

function DaysTable({ days, label }: { days: readonly CalendarDay[]; label: string }) {
  const due = days.filter(({ kind }) => kind !== null).toReversed();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll
    <section className={classes.scroll} tabIndex={0} aria-label={`${label}, day by day`}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">What became of it</th>
          </tr>
        </thead>
        <tbody>
          {due.map((day) => (
            <tr key={day.date}>
              <td>
                {weekdays[day.weekday - 1]} {sayDate(day.date)}
              </td>
              <td>{sayDay(day)}</td>
            </tr>
          ))}
          {due.length === 0 && (
            <tr>
              <td colSpan={2}>Nothing was due yet</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

export interface SlotCalendarProps {
  /** As `calendarOf` gives them: one after the other, oldest first. */
  days: readonly CalendarDay[];
  /** "Daily backup, last 90 days" */
  label: string;
}

/** The slots of a schedule as a map of days, with the same as a table. */
export function SlotCalendar({ days, label }: SlotCalendarProps) {
  const [table, setTable] = useState(false);
  const shownId = useId();
  const summary = sayCounts(countSlots(days.flatMap(({ slots }) => slots)));
  return (
    <div className={classes.calendar}>
      <div id={shownId}>
        {table ? (
          <DaysTable days={days} label={label} />
        ) : (
          <Picture days={days} name={`${label}: ${summary || 'nothing was due yet'}`} />
        )}
      </div>
      <button type="button" className={classes.toggle} aria-controls={shownId} onClick={() => setTable(!table)}>
        {table ? 'Show as calendar' : 'Show as table'}
      </button>
    </div>
  );
}

export interface SlotLegendProps {
  counts: Record<SlotKind, number>;
  /** One below the other, with the numbers at the end. */
  stacked?: boolean;
}

/** What the squares mean, and how many there are of each. */
export function SlotLegend({ counts, stacked = false }: SlotLegendProps) {
  return (
    <ul className={`${classes.legend} ${stacked ? classes.stacked : ''}`} aria-label="Slots">
      {endedKinds.map((kind) => (
        <li key={kind}>
          <span aria-hidden="true" className={classes.sample}>
            <Cell kind={kind} />
          </span>
          <span className={classes.words}>
            <span className={classes.count}>{counts[kind]}</span> <span>{kindWords[kind]}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
