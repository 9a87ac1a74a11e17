import { lateAfterMs, latenessMs, type SlotKind, type SlotRecord, slotKind } from './slot.ts';
import { wallClock } from './wallClock.ts';

/**
 * Worst first, for days of several slots: failed asks for a person; missed left no backup; partial left one with gaps; late left a
 * whole one; while a slot is open the day is not known to be good.
 */
const worstFirst: readonly SlotKind[] = ['failed', 'missed', 'partial', 'late', 'open', 'done'];

/** One square of the calendar. */
export interface CalendarDay {
  /** `2026-03-26` in the calendar's zone. */
  date: string;
  /** 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** Rising by dueAt. */
  slots: SlotRecord[];
  /** Of its worst slot; null when nothing was due, as before the schedule began. */
  kind: SlotKind | null;
}

/** How many slots there are of each kind. */
export function countSlots(records: readonly SlotRecord[]): Record<SlotKind, number> {
  const counts: Record<SlotKind, number> = { done: 0, late: 0, partial: 0, failed: 0, missed: 0, open: 0 };
  for (const record of records) counts[slotKind(record)] += 1;
  return counts;
}

/** The slots of a schedule that were due by now, newest first; a clock that was ahead may have left others. */
function slotsOf(records: readonly SlotRecord[], scheduleId: string, now: number): SlotRecord[] {
  return records
    .filter((record) => record.scheduleId === scheduleId && Date.parse(record.dueAt) <= now)
    .sort((a, b) => Date.parse(b.dueAt) - Date.parse(a.dueAt));
}

const isEnded = ({ state }: SlotRecord) => state === 'ended';

const isInTime = (slot: SlotRecord) => (latenessMs(slot) ?? Number.POSITIVE_INFINITY) <= lateAfterMs;

/**
 * How the newest `last` ended slots of a schedule went; `of` is how many there are.
 *
 * `counts` adds up to `of`, but for `open`, which is beside them. `awake`: slots that some tab was there for in time, whatever came of
 * it; what ran late was made up for by one that woke later. `now`: ms since the epoch.
 */
export function summarizeSlots(
  records: readonly SlotRecord[],
  scheduleId: string,
  now: number,
  last = 30,
): { counts: Record<SlotKind, number>; awake: number; of: number } {
  const slots = slotsOf(records, scheduleId, now);
  const ended = slots.filter(isEnded).slice(0, last);
  const counts = { ...countSlots(ended), open: slots.filter((slot) => !isEnded(slot)).length };
  return { counts, awake: ended.filter(isInTime).length, of: ended.length };
}

/**
 * "6 ran late, 2 were missed, 5 of them on weekends." about the newest `last` ended slots of a schedule; null when none was late or
 * missed. Weekends (Saturday and Sunday in the zone) are not named where nothing runs on other days.
 */
export function describeMissed(
  records: readonly SlotRecord[],
  scheduleId: string,
  timeZone: string,
  now: number,
  last = 30,
): string | null {
  const ended = slotsOf(records, scheduleId, now).filter(isEnded).slice(0, last);
  const isWeekend = ({ dueAt }: SlotRecord) => wallClock(Date.parse(dueAt), timeZone).weekday > 5;
  const late = ended.filter((slot) => slotKind(slot) === 'late');
  const missed = ended.filter((slot) => slotKind(slot) === 'missed');
  const both = [...late, ...missed];
  const atWeekends = ended.every(isWeekend) ? 0 : both.filter(isWeekend).length;
  const parts = [
    late.length > 0 && `${late.length} ran late`,
    missed.length > 0 && `${missed.length} ${missed.length === 1 ? 'was' : 'were'} missed`,
    atWeekends > 0 && whichAtWeekends(atWeekends, both.length),
  ];
  return both.length === 0 ? null : `${parts.filter(Boolean).join(', ')}.`;
}

function whichAtWeekends(count: number, of: number): string {
  if (of === 1) return 'on a weekend';
  return count === of ? 'all of them on weekends' : `${count} of them on ${count === 1 ? 'a weekend' : 'weekends'}`;
}

const dayMs = 24 * 3_600_000;

/** The last `days` days up to today in a zone, oldest first, with the slots of a schedule. `now`: ms since the epoch. */
export function calendarOf(
  records: readonly SlotRecord[],
  scheduleId: string,
  timeZone: string,
  now: number,
  days = 90,
): CalendarDay[] {
  const byDate = new Map<string, SlotRecord[]>();
  for (const slot of slotsOf(records, scheduleId, now).reverse()) {
    const { date } = wallClock(Date.parse(slot.dueAt), timeZone);
    byDate.set(date, [...(byDate.get(date) ?? []), slot]);
  }
  const today = Date.parse(wallClock(now, timeZone).date); // as if in UTC, where every day has 24 hours
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(today - (days - 1 - index) * dayMs);
    const date = day.toISOString().slice(0, 10);
    const slots = byDate.get(date) ?? [];
    const kinds = new Set(slots.map(slotKind));
    return { date, weekday: day.getUTCDay() || 7, slots, kind: worstFirst.find((kind) => kinds.has(kind)) ?? null };
  });
}
