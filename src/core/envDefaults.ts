import type { z } from 'zod';
import { kindOfKey } from './identity.ts';
import { retentionPolicySchema } from './retentionPolicy.ts';
import { cleanupId, dailyBackupId, defaultSchedules, scheduleSchema } from './schedule.ts';
import { type ProjectSettings, pageBytesRange, settingsIn, settingsSchema } from './settings.ts';
import { describeProblem, readSettingsFile } from './settingsFile.ts';
import { formatTable, parseTable } from './tableName.ts';

/** Variables whose value is a secret key, by name. Whatever is in a `VITE_` variable ends up in the browser. */
export function secretVariables(variables: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(variables)
    .filter(
      ([name, value]) => name.startsWith('VITE_') && typeof value === 'string' && kindOfKey(value.trim()) === 'secret',
    )
    .map(([name]) => name);
}

/**
 * Reads `VITE_BACKUP_TABLES`: names divided by commas, each with its key columns behind a colon where the key is not `id`,
 * several joined by `+`: `public.users, payments:payment_id, memberships:org_id+user_id`. Empty behind the colon: no key.
 */
export function parseDeclaredTables(text: string): { tables: ProjectSettings['declaredTables']; bad: string[] } {
  const tables: ProjectSettings['declaredTables'] = [];
  const bad: string[] = [];
  for (const item of text.split(',').map((part) => part.trim())) {
    if (item === '') continue;
    const [name = '', keyText] = item.split(':');
    const table = parseTable(name.trim());
    const key =
      keyText === undefined
        ? ['id']
        : keyText
            .split('+')
            .map((column) => column.trim())
            .filter((column) => column !== '');
    if (table === null) bad.push(item);
    else tables.push({ table: formatTable(table), key });
  }
  return { tables, bad };
}

/** Why a variable cannot be used, for the person who deploys the app. */
export interface EnvProblem {
  title: string;
  message: string;
}

/** Reads the text of one variable: what it changes of the settings so far, or (as a text) what is wrong with it. */
type Reader = (text: string, settings: ProjectSettings) => Partial<ProjectSettings> | string;

const notices = ['failure', 'late', 'success'] as const;
const { shape } = settingsSchema;
const policy = retentionPolicySchema.shape;

function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** A whole number that this field of the settings takes. */
function number(schema: z.ZodType, what: string, change: (value: number, settings: ProjectSettings) => object): Reader {
  return (text, settings) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return schema.safeParse(value).success ? change(value, settings) : `"${text}" is not ${what}.`;
  };
}

function tables(mode: 'only' | 'except'): Reader {
  return (text) => {
    const names: string[] = [];
    for (const item of itemsOf(text)) {
      const table = parseTable(item);
      if (table === null) return `"${item}" is not a table. Write schema.table.`;
      names.push(formatTable(table));
    }
    return { tables: { mode, names } };
  };
}

/** The time of day of one of the schedules that every project begins with. */
function timeOf(id: string): Reader {
  return (time, { schedules }) => {
    const built = defaultSchedules('UTC').find((schedule) => schedule.id === id)?.repeats;
    const next = schedules.map((schedule) => {
      if (schedule.id !== id) return schedule;
      const repeats = schedule.repeats.kind === 'cron' ? built : schedule.repeats;
      return { ...schedule, repeats: { ...repeats, time } };
    });
    const parsed = shape.schedules.safeParse(next);
    return parsed.success ? { schedules: parsed.data } : `"${time}" is not a time. One looks like 02:00.`;
  };
}

const retention = (settings: ProjectSettings, change: Partial<ProjectSettings['retention']>) => ({
  retention: { ...settings.retention, ...change },
});

const { min: leastPage, max: mostPage } = pageBytesRange;

/** Every variable that sets one thing, in the order in which they take effect. */
const readers: Record<string, Reader> = {
  VITE_PLATFORM_NAME: (platform) =>
    shape.platform.safeParse(platform).success ? { platform } : 'It is longer than 80 characters.',
  VITE_BACKUP_TABLES(text) {
    const { tables: declaredTables, bad } = parseDeclaredTables(text);
    if (bad.length === 0) return { declaredTables };
    return `"${bad.join('", "')}" is not a table. Write schema.table, or schema.table:key.`;
  },
  VITE_BACKUP_ONLY: tables('only'),
  VITE_BACKUP_EXCEPT: tables('except'),
  VITE_BACKUP_SCHEMAS: (text) => (itemsOf(text).length === 0 ? 'It names no schema.' : { schemas: itemsOf(text) }),
  VITE_BACKUP_CONCURRENCY: number(shape.concurrency, 'a whole number from 1 to 16', (concurrency) => ({ concurrency })),
  VITE_BACKUP_LEVEL: number(shape.level, 'a whole number from 1 to 9', (level) => ({ level })),
  VITE_BACKUP_PAGE_BYTES: number(shape.pageBytes, `a number from ${leastPage} to ${mostPage}`, (pageBytes) => ({
    pageBytes,
  })),
  VITE_AUTO_BACKUP: (text) =>
    text === 'on' || text === 'off' ? { automatic: text === 'on' } : `"${text}" is neither on nor off.`,
  VITE_AUTO_BACKUP_TIME: timeOf(dailyBackupId),
  VITE_CLEANUP_TIME: timeOf(cleanupId),
  VITE_KEEP_DAYS(text, settings) {
    if (text === 'forever') return retention(settings, { automaticDays: null });
    const read = number(policy.automaticDays, 'a number of days from 1 to 36500, or forever', (automaticDays) =>
      retention(settings, { automaticDays }),
    );
    return read(text, settings);
  },
  VITE_MAX_MEGABYTES: number(policy.maxMegabytes, 'a whole number of megabytes from 1 on', (maxMegabytes, settings) =>
    retention(settings, { maxMegabytes }),
  ),
  VITE_NOTIFY(text) {
    const items = text === 'none' ? [] : itemsOf(text);
    const bad = items.find((item) => !notices.some((notice) => notice === item));
    if (bad !== undefined) return `"${bad}" is none of failure, late and success. For no notices write none.`;
    const has = (notice: (typeof notices)[number]) => items.includes(notice);
    return { notifications: { failure: has('failure'), late: has('late'), success: has('success') } };
  },
};

/** Sets the zone of the policy's calendar and of the schedules that every project begins with. */
function inZone(settings: ProjectSettings, timeZone: string): ProjectSettings {
  const builtIn = new Set(defaultSchedules(timeZone).map(({ id }) => id));
  return {
    ...settings,
    ...retention(settings, { timeZone }),
    schedules: settings.schedules.map((each) => (builtIn.has(each.id) ? { ...each, timeZone } : each)),
  };
}

/**
 * The settings of a project that nobody has set up yet, as the `VITE_` variables say: `VITE_SETTINGS` (the text of a settings file)
 * over the built-in ones, and each variable of its own over that. A variable that is wrong is named, and has no effect.
 * @param computersZone IANA time zone of schedules and calendars where `VITE_TIME_ZONE` names none.
 */
export function settingsDefaults(
  variables: Readonly<Record<string, unknown>>,
  computersZone: string,
): { defaults: ProjectSettings; problems: EnvProblem[] } {
  const problems: EnvProblem[] = [];
  const refuse = (name: string, message: string) => problems.push({ title: `${name} cannot be read`, message });
  const textOf = (name: string) => {
    const value = variables[name];
    return typeof value === 'string' ? value.trim() : '';
  };

  let defaults = settingsIn(computersZone);
  const settingsText = textOf('VITE_SETTINGS');
  if (settingsText !== '') {
    const file = readSettingsFile(settingsText, defaults);
    if (file.ok) defaults = file.settings;
    else refuse('VITE_SETTINGS', file.problems.map(describeProblem).join(' '));
  }
  const zone = textOf('VITE_TIME_ZONE');
  if (zone !== '') {
    if (scheduleSchema.shape.timeZone.safeParse(zone).success) defaults = inZone(defaults, zone);
    else refuse('VITE_TIME_ZONE', `"${zone}" is no time zone. One looks like Europe/Berlin.`);
  }
  if (textOf('VITE_BACKUP_ONLY') !== '' && textOf('VITE_BACKUP_EXCEPT') !== '')
    refuse('VITE_BACKUP_EXCEPT', 'VITE_BACKUP_ONLY is set as well. Set one of the two.');
  for (const [name, read] of Object.entries(readers)) {
    const text = textOf(name);
    if (text === '') continue;
    const answer = read(text, defaults);
    if (typeof answer === 'string') refuse(name, answer);
    else defaults = { ...defaults, ...answer };
  }
  return { defaults, problems };
}
