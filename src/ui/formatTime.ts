import { unknownValue } from './formatNumber.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

interface WallTime {
  year: number;
  month: string;
  day: number;
  /** "Thu" */
  weekday: string;
  /** 24 hours: "02:00". */
  time: string;
  seconds: string;
  /** "2026-3-24", to tell days apart. */
  date: string;
  zone: string;
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  formats.set(timeZone, format);
  return format;
}

/** What a clock on the wall shows, in the browser's own zone unless one is given; null when the text is no instant. */
export function wallTime(instant: number, timeZone: string | undefined): WallTime | null {
  if (Number.isNaN(instant)) return null;
  const format = formatFor(timeZone);
  const parts = new Map(format.formatToParts(instant).map((part) => [part.type, part.value]));
  const year = Number(parts.get('year'));
  const month = Number(parts.get('month'));
  const day = Number(parts.get('day'));
  return {
    year,
    month: months[month - 1] ?? String(month),
    day,
    weekday: weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '',
    time: `${parts.get('hour')}:${parts.get('minute')}`,
    seconds: parts.get('second') ?? '00',
    date: `${year}-${month}-${day}`,
    zone: format.resolvedOptions().timeZone,
  };
}

function dayWords(then: WallTime, now: number, timeZone: string | undefined): string {
  const sameYear = wallTime(now, timeZone)?.year === then.year;
  return sameYear ? `${then.day} ${then.month}` : `${then.day} ${then.month} ${then.year}`;
}

/**
 * How long ago an ISO instant was: "just now", "5 min ago", "12 h ago", "3 days ago", from 7 days on "19 Mar" or "30 Dec 2025".
 * `now` in ms since the epoch; `timeZone` is the browser's own unless given. `–` for null.
 */
export function formatAge(iso: string | null, now: number, timeZone?: string): string {
  const instant = iso === null ? Number.NaN : Date.parse(iso);
  const then = wallTime(instant, timeZone);
  if (then === null) return unknownValue;
  const age = now - instant;
  // Up to an hour ahead is a clock that ticks by the minute or was set back, not a backup of the future.
  if (age < minuteMs && age > -hourMs) return 'just now';
  if (age < 0 || age >= 7 * dayMs) return dayWords(then, now, timeZone);
  if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`;
  if (age < dayMs) return `${Math.floor(age / hourMs)} h ago`;
  const days = Math.floor(age / dayMs);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}

/** A day: "24 Mar", in another year "30 Dec 2025". Instants in ms since the epoch. */
export function formatDay(instant: number, now: number, timeZone?: string): string {
  const then = wallTime(instant, timeZone);
  return then === null ? unknownValue : dayWords(then, now, timeZone);
}

/** A day and a time of day: "24 Mar, 02:00", "30 Dec 2025, 02:00". `–` for null. */
export function formatMoment(iso: string | null, now: number, timeZone?: string): string {
  const then = iso === null ? null : wallTime(Date.parse(iso), timeZone);
  return then === null ? unknownValue : `${dayWords(then, now, timeZone)}, ${then.time}`;
}

/** As `formatMoment`, but near days by name: "today 02:00", "yesterday 02:00", "24 Mar 02:00". */
export function formatNearMoment(iso: string | null, now: number, timeZone?: string): string {
  const then = iso === null ? null : wallTime(Date.parse(iso), timeZone);
  if (then === null) return unknownValue;
  const names = new Map([
    [wallTime(now - dayMs, timeZone)?.date, 'yesterday'],
    [wallTime(now, timeZone)?.date, 'today'],
  ]);
  return `${names.get(then.date) ?? dayWords(then, now, timeZone)} ${then.time}`;
}

/** The exact time and its zone, for hovering: "24 Mar 2026, 02:00:00, Europe/Berlin". Undefined for null. */
export function exactTime(iso: string | null, timeZone?: string): string | undefined {
  const then = iso === null ? null : wallTime(Date.parse(iso), timeZone);
  if (then === null) return undefined;
  return `${then.day} ${then.month} ${then.year}, ${then.time}:${then.seconds}, ${then.zone}`;
}
