import { unknownValue } from './formatNumber.ts';
import { wallTime } from './formatTime.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long until an instant: "in 11 h 27 min", "in 4 min", "in 2 days"; "now" when it has come. Both in ms since the epoch. */
export function formatUntil(instant: number, now: number): string {
  const left = instant - now;
  if (left <= 0) return 'now';
  if (left < minuteMs) return 'in under a minute';
  if (left < hourMs) return `in ${Math.floor(left / minuteMs)} min`;
  if (left >= 2 * dayMs) return `in ${Math.floor(left / dayMs)} days`;
  const minutes = Math.floor((left % hourMs) / minuteMs);
  return `in ${Math.floor(left / hourMs)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}

/** A day with its weekday: "Fri 27 Mar", in another year "Fri 1 Jan 2027". Instants in ms since the epoch. */
export function formatWeekday(instant: number, now: number, timeZone?: string): string {
  const then = wallTime(instant, timeZone);
  if (then === null) return unknownValue;
  const year = wallTime(now, timeZone)?.year === then.year ? '' : ` ${then.year}`;
  return `${then.weekday} ${then.day} ${then.month}${year}`;
}

/** A time of day: "05:30". The instant in ms since the epoch. */
export function formatClock(instant: number, timeZone?: string): string {
  return wallTime(instant, timeZone)?.time ?? unknownValue;
}

/** A day and a time, with the weekday: "Thu 26 Mar, 02:00". Instants in ms since the epoch. */
export function formatWeekdayMoment(instant: number, now: number, timeZone?: string): string {
  return `${formatWeekday(instant, now, timeZone)}, ${formatClock(instant, timeZone)}`;
}

/** When something comes, near days by name: "today 16:00", "tomorrow 02:00", "Sun 29 Mar, 03:00". Instants in ms since the epoch. */
export function formatComing(instant: number, now: number, timeZone?: string): string {
  const then = wallTime(instant, timeZone);
  if (then === null) return unknownValue;
  const today = wallTime(now, timeZone);
  if (then.date === today?.date) return `today ${then.time}`;
  // From noon, a day of 23 or 25 hours ahead is tomorrow still.
  const noon = now + (12 - Number(today?.time.slice(0, 2))) * hourMs;
  if (then.date === wallTime(noon + dayMs, timeZone)?.date) return `tomorrow ${then.time}`;
  return formatWeekdayMoment(instant, now, timeZone);
}
