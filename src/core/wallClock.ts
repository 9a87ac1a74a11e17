import { z } from 'zod';

/** A name of a zone; not an offset such as +01:00, which some engines take too. */
function isTimeZone(timeZone: string): boolean {
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false; // Intl's answer to a name that it does not know
  }
}

/** IANA name of a time zone that this runtime knows, such as Europe/Berlin. */
export const timeZoneSchema = z
  .string('Choose a time zone.')
  .refine(isTimeZone, 'This browser knows no such time zone.');

/** What calendar and clock on the wall show at an instant. */
export interface WallClock {
  /** `2026-03-26` */
  date: string;
  /** `02:00` */
  time: string;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** What the zone is ahead of UTC, in ms. */
  offsetMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>(); // making one takes longer than using it a hundred times

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric, second: 'numeric' });
  formats.set(timeZone, made);
  return made;
}

/**
 * Reads the wall clock of a zone (IANA name) at an instant (ms since the epoch).
 * @throws RangeError when this runtime knows no such zone.
 */
export function wallClock(at: number, timeZone: string): WallClock {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  // The wall's reading as if it were UTC: its difference to the instant is the offset.
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  const shown = new Date(wall);
  const iso = shown.toISOString();
  return {
    date: iso.slice(0, 10),
    time: iso.slice(11, 16),
    weekday: shown.getUTCDay() || 7,
    offsetMs: wall - Math.floor(at / 1000) * 1000,
  };
}
