import type { Schedule } from '../../core/schedule.ts';
import { describeRepeats, describeZone } from '../../core/scheduleWords.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { TableChoice } from '../../core/tableChoice.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';

/** What one set of settings changes of another. */
export interface SettingsChanges {
  /** The fields to store. */
  change: Partial<ProjectSettings>;
  /** A line for each change: "Requests in flight: 8 (was 4)". */
  lines: string[];
}

type Retention = ProjectSettings['retention'];
type Notifications = ProjectSettings['notifications'];

const days = (value: number | null) => (value === null ? 'without end' : formatPlural(value, 'day'));
const onOff = (value: boolean) => (value ? 'on' : 'off');
const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));

function tables({ mode, names }: TableChoice): string {
  if (mode === 'all') return 'all';
  return mode === 'only' ? `only ${list(names)}` : `all except ${list(names)}`;
}

const was = (label: string, next: string, before: string) => `${label}: ${next} (was ${before})`;

const retentionWords: { [Field in keyof Retention]: [label: string, words: (value: Retention[Field]) => string] } = {
  automaticDays: ['Automatic backups stay', days],
  preRestoreDays: ['Pre-restore backups stay', days],
  manualDays: ['Manual backups stay', days],
  importedDays: ['Imported backups stay', days],
  newest: ['Newest backups kept', String],
  daily: ['Daily backups kept', String],
  weekly: ['Weekly backups kept', String],
  monthly: ['Monthly backups kept', String],
  yearly: ['Yearly backups kept', String],
  timeZone: ['Calendar of the retention rules', describeZone],
  maxMegabytes: ['Size limit of all backups', (value) => (value === null ? 'none' : `${value} MB`)],
  pauseAtLossPercent: ['Cleanup pauses at a loss of rows over', (value) => `${value}%`],
};

const notificationWords: { [Field in keyof Notifications]: [label: string, words: (value: boolean) => string] } = {
  failure: ['Notification of failures', onOff],
  late: ['Notification of late runs', onOff],
  success: ['Notification of successes', onOff],
};

/** Lines for the fields of a group that differ. */
function groupLines<Group extends object>(
  before: Group,
  next: Group,
  words: { [Field in keyof Group]: [label: string, words: (value: Group[Field]) => string] },
): string[] {
  return (Object.keys(words) as (keyof Group)[]).flatMap((field) => {
    const [label, say] = words[field];
    return Object.is(before[field], next[field]) ? [] : [was(label, say(next[field]), say(before[field]))];
  });
}

/** Since when a schedule runs is this browser's affair: it is no difference between two lists. */
const withoutSince = (schedule: Schedule) => JSON.stringify({ ...schedule, since: null });

function sayWhen({ repeats, timeZone, on }: Schedule): string {
  return `${describeRepeats(repeats)}, ${describeZone(timeZone)}${on ? '' : ', off'}`;
}

function scheduleLines(before: readonly Schedule[], next: readonly Schedule[]): string[] {
  const known = new Map(before.map((schedule) => [schedule.id, schedule]));
  const lines = next.flatMap((schedule) => {
    const label = `Schedule “${schedule.name}”`;
    const old = known.get(schedule.id);
    if (old === undefined) return [`${label} is added: ${sayWhen(schedule)}`];
    if (withoutSince(old) === withoutSince(schedule)) return [];
    const [now, then] = [sayWhen(schedule), sayWhen(old)];
    return now === then ? [`${label}: its name, tables, moment, reason or keeping changes`] : [was(label, now, then)];
  });
  const ids = new Set(next.map(({ id }) => id));
  const removed = before.filter(({ id }) => !ids.has(id)).map(({ name }) => `Schedule “${name}” is removed`);
  return [...lines, ...removed];
}

const declared = (rows: ProjectSettings['declaredTables']) =>
  list(rows.map(({ table, key }) => `${table} (${key.length === 0 ? 'no key' : key.join(', ')})`));

/** How each field is compared and said. */
const fields: {
  [Field in keyof ProjectSettings]: (before: ProjectSettings[Field], next: ProjectSettings[Field]) => string[];
} = {
  platform: one('Platform name', (value) => value ?? 'as the connection says'),
  tables: one('Tables', tables),
  declaredTables: one('Declared tables', declared),
  schemas: one('Schemas', (value) => (value === null ? 'all' : list(value))),
  concurrency: one('Requests in flight', String),
  level: one('Compression level', String),
  pageBytes: one('Page size', formatBytes),
  retention: (before, next) => groupLines(before, next, retentionWords),
  automatic: one('Automatic backups', onOff),
  schedules: scheduleLines,
  notifications: (before, next) => groupLines(before, next, notificationWords),
};

function one<T>(label: string, say: (value: T) => string): (before: T, next: T) => string[] {
  return (before, next) =>
    JSON.stringify(before) === JSON.stringify(next) ? [] : [was(label, say(next), say(before))];
}

/** What would change if `next` were stored in place of `before`. */
export function changesBetween(before: ProjectSettings, next: ProjectSettings): SettingsChanges {
  const changes: SettingsChanges = { change: {}, lines: [] };
  function look<Field extends keyof ProjectSettings>(field: Field): void {
    const lines = fields[field](before[field], next[field]);
    if (lines.length === 0) return;
    changes.change[field] = next[field];
    changes.lines.push(...lines);
  }
  for (const field of Object.keys(fields) as (keyof ProjectSettings)[]) look(field);
  return changes;
}
