import cronstrue from 'cronstrue';
import type { Repeats } from './schedule.ts';
import { wallClock } from './wallClock.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** "Monday, Wednesday and Friday"; from three days in a row on "Monday to Friday". Days as in ISO 8601. */
function describeDays(unsorted: readonly number[]): string {
  const days = [...new Set(unsorted)].sort((a, b) => a - b);
  const names = days.map((day) => weekdays[day - 1] ?? '');
  const [first = '', last = ''] = [names[0], names.at(-1)];
  if (days.length === 7) return 'Every day';
  if (days.length === 1) return `Every ${first}`;
  const inARow = (days.at(-1) ?? 0) - (days[0] ?? 0) === days.length - 1;
  return inARow && days.length > 2 ? `${first} to ${last}` : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function describeCron(expression: string): string {
  try {
    return cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: true });
  } catch {
    return expression; // croner reads a little more than cronstrue can put in words
  }
}

/** When a schedule runs, as a sentence without its end: "Every day at 02:00". A cron expression that has no words is shown as it is. */
export function describeRepeats(repeats: Repeats): string {
  if (repeats.kind === 'cron') return describeCron(repeats.expression);
  const at = `at ${repeats.time}`;
  if (repeats.kind === 'daily') return `Every day ${at}`;
  if (repeats.kind === 'weekly') return `${describeDays(repeats.days)} ${at}`;
  return `${repeats.day === 'last' ? 'Last day' : `Day ${repeats.day}`} of the month ${at}`;
}

const utcNames = /^((Etc\/)?(UTC|UCT|Universal|Zulu|GMT|Greenwich|GMT[+-]?0))$/;

/** The place that a zone (IANA name) is called after: "New York"; "UTC" for its many names. */
export function placeOf(timeZone: string): string {
  if (utcNames.test(timeZone)) return 'UTC';
  // Signs in these names are those of POSIX: Etc/GMT+5 is five hours behind.
  const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(timeZone) ?? [];
  if (sign !== undefined) return `UTC${sign === '+' ? '−' : '+'}${hours}`;
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

/** Whose clock counts: "Berlin time", "New York time", "UTC". */
export function describeZone(timeZone: string): string {
  const place = placeOf(timeZone);
  return place.startsWith('UTC') ? place : `${place} time`;
}

const dayMs = 24 * 3_600_000;

/**
 * The first change of a zone's clocks with from < at ≤ until, in ms since the epoch; `forward` says which way. Null when there is
 * none. Finds it by the day: changes that lie closer together than that have never been.
 */
export function clockChange(timeZone: string, from: number, until: number): { at: number; forward: boolean } | null {
  const offsetAt = (at: number) => wallClock(at, timeZone).offsetMs;
  const before = offsetAt(from);
  for (let start = from; start < until; start += dayMs) {
    let [low, high] = [start, Math.min(start + dayMs, until)];
    const after = offsetAt(high);
    if (after === before) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return { at: high, forward: after > before };
  }
  return null;
}
