import { Cron, CronPattern } from 'croner';
import { z } from 'zod';
import { tableChoiceSchema } from './tableChoice.ts';
import { timeZoneSchema } from './wallClock.ts';

/** The jobs that a schedule can run, in the order in which they run when they are due together. */
export const scheduledJobs = ['backup', 'cleanup', 'verification'] as const;
export type ScheduledJob = (typeof scheduledJobs)[number];

/** A day of the week as in ISO 8601: 1 is Monday, 7 is Sunday. */
const weekday = z.int('Choose a day.').min(1, 'Choose a day.').max(7, 'Choose a day.');
const monthDay = 'Choose a day from 1 to 28, or the last one.';

const time = z.string('A time looks like 02:00.').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time looks like 02:00.');

const fiveFields = 'A cron expression has five fields: minute, hour, day, month and weekday, such as 0 2 * * 1.';

const repeatsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), time }),
  z.object({ kind: z.literal('weekly'), time, days: z.array(weekday, 'Choose a day.').min(1, 'Choose a day.') }),
  /** Up to 28, so that no month is without it. */
  z.object({
    kind: z.literal('monthly'),
    time,
    day: z.union([z.int(monthDay).min(1, monthDay).max(28, monthDay), z.literal('last', monthDay)], monthDay),
  }),
  z.object({
    kind: z.literal('cron'),
    expression: z
      .string(fiveFields)
      .trim()
      .superRefine((expression, context) => {
        const message = cronProblem(expression);
        if (message !== null) context.addIssue({ code: 'custom', message });
      }),
  }),
]);

/** When a schedule runs, on the wall clock of its time zone. */
export type Repeats = z.infer<typeof repeatsSchema>;

const keepDays = 'Choose a number of days from 1 to 36,500.';

/** How long the backups of a schedule stay: days, without end, or (null) as the policy says for automatic backups. */
const keepSchema = z
  .union([z.int(keepDays).min(1, keepDays).max(36_500, keepDays), z.literal('forever', keepDays)], keepDays)
  .nullable();
export type Keep = z.infer<typeof keepSchema>;

export const scheduleSchema = z.object({
  /** Stands in the ids of its slots. */
  id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'An id is made of small letters, digits and hyphens, at most 64.'),
  job: z.enum(scheduledJobs, 'Choose what it runs: a backup, a cleanup or a verification.'),
  name: z.string('Give it a name.').trim().min(1, 'Give it a name.').max(60, 'A name has at most 60 characters.'),
  on: z.boolean(),
  repeats: repeatsSchema,
  /** IANA name, such as Europe/Berlin. */
  timeZone: timeZoneSchema,
  /** Backups: which tables; null as in the settings. */
  tables: tableChoiceSchema.nullable().default(null),
  keep: keepSchema.default(null),
  /** Backups: all tables at one moment. */
  snapshot: z.boolean().default(false),
  /** Backups: goes into their records. */
  reason: z.string().max(200, 'A reason has at most 200 characters.').default(''),
  /** ISO instant since which it runs as it does: slots before it are nobody's. Null: ever since the scheduler first ran. */
  since: z.iso.datetime('This is no instant in UTC, such as 2026-03-26T13:32:00Z.').nullable().default(null),
});

/** A job that repeats. */
export type Schedule = z.infer<typeof scheduleSchema>;

/** The id of the daily backup that every project begins with. */
export const dailyBackupId = 'daily-backup';

/** The ids of the weekly cleanup and of the weekly verification that every project begins with. */
export const cleanupId = 'cleanup';
export const verificationId = 'verification';

/** The weekly verification that every project begins with. `since` as in a schedule. */
export function defaultVerification(timeZone: string, since: string | null = null): Schedule {
  const repeats = { kind: 'weekly' as const, time: '03:00', days: [3] };
  const common = { on: true, timeZone, tables: null, keep: null, snapshot: false, reason: '', since };
  return { ...common, id: verificationId, job: 'verification', name: 'Verification', repeats };
}

/** What every project begins with: a backup every night, a cleanup every Sunday, a verification every Wednesday. */
export function defaultSchedules(timeZone: string): Schedule[] {
  const common = { on: true, timeZone, tables: null, keep: null, snapshot: false, reason: '', since: null };
  return [
    { ...common, id: dailyBackupId, job: 'backup', name: 'Daily backup', repeats: { kind: 'daily', time: '02:00' } },
    {
      ...common,
      id: cleanupId,
      job: 'cleanup',
      name: 'Cleanup',
      repeats: { kind: 'weekly', time: '03:00', days: [7] },
    },
    defaultVerification(timeZone),
  ];
}

/** The schedule as a cron expression of five fields. */
export function cronOf(repeats: Repeats): string {
  if (repeats.kind === 'cron') return repeats.expression;
  const [hour, minute] = repeats.time.split(':').map(Number);
  const at = `${minute} ${hour}`;
  if (repeats.kind === 'daily') return `${at} * * *`;
  if (repeats.kind === 'weekly')
    return `${at} * * ${[...repeats.days]
      .sort()
      .map((day) => day % 7)
      .join(',')}`;
  return `${at} ${repeats.day === 'last' ? 'L' : repeats.day} * *`;
}

/** Why an expression cannot be a schedule, for the person who typed it; null when it can. */
function cronProblem(expression: string): string | null {
  if (expression.split(/\s+/).length !== 5) return fiveFields; // croner would take nicknames such as @daily too
  try {
    // More than one minute of an hour is more than one run in an hour; one minute is never run twice within 60.
    if (new CronPattern(expression, 'UTC', { mode: '5-part' }).minute.filter(Boolean).length !== 1)
      return 'A schedule runs at most once an hour.';
    // What does not come after 1970 never comes: the calendar repeats itself.
    const next = new Cron(expression, { timezone: 'UTC', mode: '5-part', paused: true }).nextRun(new Date(0));
    return next === null ? 'No date matches this expression, so it would never run.' : null;
  } catch {
    return 'This cron expression cannot be read. An example that can: 30 2 * * 1-5.'; // croner's answer to what it cannot read
  }
}

const timing = ({ job, on, repeats, timeZone }: Schedule) => JSON.stringify([job, on, cronOf(repeats), timeZone]);

/**
 * Marks schedules that are new, switched on again or timed otherwise as running since `now`, so that their earlier slots do not
 * count as missed. `restarted`: all of them, because the service itself was off.
 */
export function stampSchedules(
  before: readonly Schedule[],
  next: readonly Schedule[],
  now: number,
  restarted: boolean,
): Schedule[] {
  const known = new Map(before.map((schedule) => [schedule.id, schedule]));
  return next.map((schedule) => {
    const old = known.get(schedule.id);
    const same = !restarted && old !== undefined && timing(old) === timing(schedule);
    return { ...schedule, since: same ? old.since : new Date(now).toISOString() };
  });
}
