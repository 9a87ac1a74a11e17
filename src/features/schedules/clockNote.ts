import { clockChange, placeOf } from '../../core/scheduleWords.ts';
import { wallClock } from '../../core/wallClock.ts';
import { wallTime } from '../../ui/formatTime.ts';

const minuteMs = 60_000;

function sayChange(timeZone: string, from: number, until: number): string | null {
  const change = clockChange(timeZone, from, until);
  const day = change === null ? null : wallTime(change.at, timeZone);
  if (change === null || day === null) return null;
  return `Clocks go ${change.forward ? 'forward' : 'back'} in ${placeOf(timeZone)} on ${day.day} ${day.month}`;
}

function sayShift(minutes: number): string {
  if (minutes === 60) return 'an hour';
  return minutes === 30 ? 'half an hour' : `${minutes} min`;
}

/**
 * What happens to a schedule's wall time when clocks change between two of its runs: "Clocks go forward in Berlin on 29 Mar, so it
 * runs an hour later here." Null when none change. `here`: the viewer's zone; instants in ms since the epoch.
 */
export function clockNote(there: string, here: string, from: number, until: number): string | null {
  const changes = [...new Set([there, here])].flatMap((zone) => sayChange(zone, from, until) ?? []);
  if (changes.length === 0) return null;
  const apart = (at: number) => wallClock(at, here).offsetMs - wallClock(at, there).offsetMs;
  const shift = (apart(until) - apart(from)) / minuteMs;
  const what = changes.join('. ');
  if (shift === 0) return `${what}. It goes by the clock${there === here ? '' : ' in both'}.`;
  return `${what}, so it runs ${sayShift(Math.abs(shift))} ${shift > 0 ? 'later' : 'earlier'} here.`;
}
