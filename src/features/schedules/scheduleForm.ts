import { type Keep, type Repeats, type Schedule, type ScheduledJob, scheduleSchema } from '../../core/schedule.ts';
import type { TableChoice } from '../../core/tableChoice.ts';
import { formatTable, parseTable } from '../../core/tableName.ts';

/** The lengths that the form offers, in days. */
export const keepPresets = [7, 14, 30, 60] as const;

/** A schedule as the form holds it: what can be typed, valid or not. */
export interface ScheduleForm {
  name: string;
  job: ScheduledJob;
  kind: Repeats['kind'];
  time: string;
  /** 1 is Monday, 7 is Sunday. */
  days: number[];
  /** `1` to `28`, or `last`. */
  monthDay: string;
  expression: string;
  timeZone: string;
  tables: 'as set' | TableChoice['mode'];
  names: string[];
  /** `policy`, `forever`, one of the presets, or `other`: then `keepDays` says it. */
  keep: string;
  /** An empty field is an empty text. */
  keepDays: number | string;
  snapshot: boolean;
  reason: string;
}

function keepOf(keep: Keep): Pick<ScheduleForm, 'keep' | 'keepDays'> {
  if (keep === null) return { keep: 'policy', keepDays: 30 };
  if (keep === 'forever') return { keep: 'forever', keepDays: 30 };
  const preset = keepPresets.some((days) => days === keep);
  return { keep: preset ? String(keep) : 'other', keepDays: keep };
}

/** What the form begins with: the schedule as it is, or null for a new one in the time zone. */
export function formOf(schedule: Schedule | null, timeZone: string): ScheduleForm {
  const repeats = schedule?.repeats ?? { kind: 'daily', time: '02:00' };
  return {
    name: schedule?.name ?? '',
    job: schedule?.job ?? 'backup',
    kind: repeats.kind,
    time: repeats.kind === 'cron' ? '02:00' : repeats.time,
    days: repeats.kind === 'weekly' ? repeats.days : [1, 2, 3, 4, 5],
    monthDay: repeats.kind === 'monthly' ? String(repeats.day) : 'last',
    expression: repeats.kind === 'cron' ? repeats.expression : '0 2 * * 1-5',
    timeZone: schedule?.timeZone ?? timeZone,
    tables: schedule?.tables?.mode ?? 'as set',
    names: schedule?.tables?.names ?? [],
    ...keepOf(schedule?.keep ?? null),
    snapshot: schedule?.snapshot ?? false,
    reason: schedule?.reason ?? '',
  };
}

/** "5:30" and " 05:30 " as "05:30"; anything else as it is. */
function normalTime(text: string): string {
  const trimmed = text.trim();
  return /^\d:\d\d$/.test(trimmed) ? `0${trimmed}` : trimmed;
}

function repeatsOf(form: ScheduleForm): Repeats {
  const time = normalTime(form.time);
  switch (form.kind) {
    case 'daily':
      return { kind: 'daily', time };
    case 'weekly':
      return { kind: 'weekly', time, days: [...form.days].sort((a, b) => a - b) };
    case 'monthly':
      return { kind: 'monthly', time, day: form.monthDay === 'last' ? 'last' : Number(form.monthDay) };
    case 'cron':
      return { kind: 'cron', expression: form.expression.trim() };
  }
}

const normalTable = (text: string): string => {
  const table = parseTable(text.trim());
  return table === null ? text.trim() : formatTable(table);
};

function tablesOf({ tables, names }: ScheduleForm): TableChoice | null {
  if (tables === 'as set') return null;
  return { mode: tables, names: tables === 'all' ? [] : names.map(normalTable) };
}

function keptOf({ keep, keepDays }: ScheduleForm): Keep {
  if (keep === 'policy') return null;
  if (keep === 'forever') return 'forever';
  if (keep !== 'other') return Number(keep);
  return typeof keepDays === 'number' ? keepDays : Number.NaN;
}

/** What the form says, as a schedule; not checked. What it does not show is taken from `base`. */
export function scheduleOf(form: ScheduleForm, base: Schedule): Schedule {
  const { job, timeZone } = form;
  const shared = { ...base, job, name: form.name.trim(), repeats: repeatsOf(form), timeZone };
  if (job !== 'backup') return shared;
  const { snapshot } = form;
  return { ...shared, tables: tablesOf(form), keep: keptOf(form), snapshot, reason: form.reason.trim() };
}

/** What a new schedule is before the form is filled in; its id is made when it is stored. */
export function newSchedule(timeZone: string): Schedule {
  const repeats = { kind: 'daily', time: '02:00' } as const;
  return {
    id: 'new',
    job: 'backup',
    name: '',
    on: true,
    repeats,
    timeZone,
    tables: null,
    keep: null,
    snapshot: false,
    reason: '',
    since: null,
  };
}

/** The field that shows what is wrong at this path of a schedule. */
function fieldAt(path: readonly PropertyKey[]): string {
  const [first, second] = path.map(String);
  if (first === 'tables') return 'names';
  if (first === 'keep') return 'keepDays';
  if (first === 'repeats') return second === 'day' ? 'monthDay' : (second ?? 'kind');
  return first ?? 'name';
}

/** What is wrong, by the form's field; empty when it can be saved. `others`: the names of the other schedules. */
export function validateSchedule(
  form: ScheduleForm,
  base: Schedule,
  others: readonly string[],
): Record<string, string> {
  const schedule = scheduleOf(form, base);
  const errors: Record<string, string> = {};
  for (const issue of scheduleSchema.safeParse(schedule).error?.issues ?? []) {
    errors[fieldAt(issue.path)] ??= issue.message;
  }
  if (others.includes(schedule.name)) errors.name = 'Another schedule has this name.';
  const { tables } = schedule;
  if (tables?.names.some((name) => parseTable(name) === null)) errors.names = 'Enter tables, such as public.orders.';
  if (tables?.mode === 'only' && tables.names.length === 0)
    errors.names = 'Choose at least one table, or a backup would be empty.';
  return errors;
}
