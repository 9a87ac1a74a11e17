import { wallClock } from './wallClock.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** The calendar of one time zone. */
interface ZoneCalendar {
  /** The local date of an instant (ms since the epoch), as days since 1 January 1970. */
  dayOf(at: number): number;
}

/** Numbers the weeks, which begin on Monday; day 0 was a Thursday. */
export function weekOfDay(day: number): number {
  return Math.floor((day + 3) / 7);
}

export function monthOfDay(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function yearOfDay(day: number): number {
  return new Date(day * dayMs).getUTCFullYear();
}

const calendars = new Map<string, ZoneCalendar>();

/**
 * The calendar of a zone (IANA name); the same object each time, because what it learned of the zone makes it fast.
 * Its `dayOf` throws a RangeError when this runtime knows no such zone.
 */
export function zoneCalendar(timeZone: string): ZoneCalendar {
  const known = calendars.get(timeZone);
  if (known !== undefined) return known;
  const calendar = createCalendar(timeZone);
  calendars.set(timeZone, calendar);
  return calendar;
}

function createCalendar(timeZone: string): ZoneCalendar {
  const offsets = new Map<number, number>();

  function offsetAtWeek(week: number): number {
    const known = offsets.get(week);
    if (known !== undefined) return known;
    const { offsetMs } = wallClock(week * weekMs, timeZone);
    offsets.set(week, offsetMs);
    return offsetMs;
  }

  return {
    dayOf(at) {
      // Intl is slow, so it is asked once a week: no zone moves its clocks and moves them back within one.
      const week = Math.floor(at / weekMs);
      const before = offsetAtWeek(week);
      const offset = before === offsetAtWeek(week + 1) ? before : wallClock(at, timeZone).offsetMs;
      return Math.floor((at + offset) / dayMs);
    },
  };
}
