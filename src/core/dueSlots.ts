import { Cron } from 'croner';
import { cronOf, type Schedule, scheduledJobs } from './schedule.ts';
import type { Slot, SlotRecord } from './slot.ts';
import { wallClock } from './wallClock.ts';

/** What a look at the clock found. */
interface DueSlots {
  /** To claim and run now: at most one of each schedule, in this order. */
  run: Slot[];
  /** To record as missed, oldest first. */
  missed: Slot[];
  /** Ids of records of missed slots that lie ahead after all: to be forgotten. */
  reopened: string[];
  /** Up to here, every slot is in `run` or `missed` or has a record. ms since the epoch. */
  checkedUntil: number;
}

const crons = new Map<string, Cron>(); // a tick asks the same few again and again
const mostCrons = 100; // a form that is being filled in asks for many

function cronFor(schedule: Schedule): Cron {
  const expression = cronOf(schedule.repeats);
  const key = `${expression} ${schedule.timeZone}`;
  const known = crons.get(key);
  if (known !== undefined) return known;
  const made = new Cron(expression, { timezone: schedule.timeZone, mode: '5-part', paused: true });
  if (crons.size >= mostCrons) crons.clear();
  crons.set(key, made);
  return made;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

function slotAt(schedule: Schedule, dueAt: number): Slot {
  const { date, time, offsetMs } = wallClock(dueAt, schedule.timeZone);
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const offset = `${offsetMs < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  const id = `${schedule.id}@${date}T${time}${offset}[${schedule.timeZone}]`;
  return { id, scheduleId: schedule.id, job: schedule.job, dueAt };
}

const marches = new Map<string, number>(); // every look at the clock asks

/** Midnight, on the wall, at which March begins, in ms since the epoch. No zone changes its clocks in those days. */
function marchOf(year: number, timeZone: string): number {
  const key = `${year} ${timeZone}`;
  const inUtc = Date.UTC(year, 2, 1);
  const march = marches.get(key) ?? inUtc - wallClock(inUtc, timeZone).offsetMs;
  marches.set(key, march);
  return march;
}

/** The slots after an instant, without end unless the expression never matches. */
function* slotsAfter(schedule: Schedule, after: number): Generator<Slot> {
  const cron = cronFor(schedule);
  let from = after;
  let year = new Date(after).getUTCFullYear();
  if (marchOf(year, schedule.timeZone) <= after) year += 1;
  let march = marchOf(year, schedule.timeZone);
  for (let next = cron.nextRun(new Date(from)); next !== null; next = cron.nextRun(new Date(from))) {
    if (next.getTime() >= march) {
      // croner 11.0.0, searching in February, takes its 30th for the 2nd of March, and so passes over the 1st for expressions
      // such as 0 2 1,30 * * or 0 2 1 * 1. So no search may come from February into March: it begins again there.
      from = march - 1;
      year += 1;
      march = marchOf(year, schedule.timeZone);
    } else {
      from = next.getTime();
      yield slotAt(schedule, from);
    }
  }
}

/**
 * The slots of a schedule with after < dueAt ≤ until, rising; instants in ms since the epoch. Whether it is on plays no part.
 *
 * A wall time that the clock skips is a slot at the instant of the jump (02:30 runs at 03:00), one that comes twice is a slot at
 * its first coming. Not so cron expressions with several times a day: they skip what is skipped, and run twice in a doubled hour.
 * (croner's rules. The one gap: a jump over midnight, as in Nuuk, leaves the day without its slot of 23:30.)
 * @throws TypeError for an expression that `scheduleSchema` refuses.
 */
export function slotsBetween(schedule: Schedule, after: number, until: number): Slot[] {
  const slots: Slot[] = [];
  for (const slot of slotsAfter(schedule, after)) {
    if (slot.dueAt > until) break;
    slots.push(slot);
  }
  return slots;
}

/** The next `count` slots of a schedule after an instant (ms since the epoch), rising; fewer when there are no more. */
export function nextSlots(schedule: Schedule, after: number, count: number): Slot[] {
  const slots: Slot[] = [];
  if (count <= 0) return slots;
  for (const slot of slotsAfter(schedule, after)) if (slots.push(slot) >= count) break;
  return slots;
}

/** By instant; at the same one a backup before the cleanup that might remove what it replaces; then by id, so that all tabs agree. */
function byTurn(a: Slot, b: Slot): number {
  const order = scheduledJobs.indexOf(a.job) - scheduledJobs.indexOf(b.job);
  return a.dueAt - b.dueAt || order || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** The next slot of those schedules that are on, and whose it is; null when nothing is to come. */
export function nextSlot(schedules: readonly Schedule[], after: number): { schedule: Schedule; slot: Slot } | null {
  const next = schedules.flatMap((schedule) =>
    schedule.on ? nextSlots(schedule, after, 1).map((slot) => ({ schedule, slot })) : [],
  );
  return next.sort((a, b) => byTurn(a.slot, b.slot))[0] ?? null;
}

/**
 * Slots up to this instant are not looked at: they were before, or came before the schedule ran as it does. After `now`, when the
 * clock was set back: then nothing is due.
 */
function boundOf({ since }: Schedule, checkedUntil: number, now: number): number {
  const from = since === null ? checkedUntil : Date.parse(since);
  return from > now ? checkedUntil : Math.max(checkedUntil, from); // a start that lies ahead was noted by a wrong clock
}

/**
 * Which slots are to run, and which were missed, since the last look at the clock.
 *
 * `records`: those due after `checkedUntil` or `now`, whichever is earlier, and all open ones; what has one is neither run nor
 * missed again. `checkedUntil`, `now`: ms since the epoch; at the first start ever, both are the instant of that start. Of each
 * schedule that is on, the newest slot runs, however late; older ones are missed. When the clock was set back, what it had called
 * missed while it was ahead is given another chance, but what ran stays done.
 */
export function dueSlots({
  schedules,
  records,
  checkedUntil,
  now,
}: {
  schedules: readonly Schedule[];
  records: readonly SlotRecord[];
  checkedUntil: number;
  now: number;
}): DueSlots {
  const known = new Set(records.map(({ id }) => id));
  const run: Slot[] = [];
  const missed: Slot[] = [];
  for (const schedule of schedules.filter(({ on }) => on)) {
    const slots = slotsBetween(schedule, boundOf(schedule, checkedUntil, now), now);
    const newest = slots.at(-1);
    for (const slot of slots) if (!known.has(slot.id)) (slot === newest ? run : missed).push(slot);
  }
  const setBack = checkedUntil > now;
  const isReopened = ({ state, result, dueAt }: SlotRecord) =>
    setBack && state === 'ended' && result === 'missed' && Date.parse(dueAt) > now;
  return {
    run: run.sort(byTurn),
    missed: missed.sort(byTurn),
    reopened: records.filter(isReopened).map(({ id }) => id),
    checkedUntil: now,
  };
}
