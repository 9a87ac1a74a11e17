import type { z } from 'zod';
import { type ProjectSettings, settingsSchema } from './settings.ts';
import { keepVerifications } from './verificationUpgrade.ts';

const format = 'holdfast-settings';
/** 2 since schedules can be verifications. */
const formatVersion = 2;

/** What is wrong with one field: `retention.newest`, or null for the file as a whole. */
export interface SettingsProblem {
  field: string | null;
  message: string;
}

export type SettingsFile =
  /** `ignored`: fields that this version does not know, such as `retention.hourly`. */
  { ok: true; settings: ProjectSettings; ignored: string[] } | { ok: false; problems: SettingsProblem[] };

/** The settings as the text of a file that `readSettingsFile` reads again. */
export function writeSettingsFile(settings: ProjectSettings): string {
  return `${JSON.stringify({ format, format_version: formatVersion, settings }, null, 2)}\n`;
}

/** Reads a settings file. Fields that it does not have stay as in `current`; nothing in it is taken when anything is wrong. */
export function readSettingsFile(text: string, current: ProjectSettings): SettingsFile {
  const refuse = (message: string, field: string | null = null): SettingsFile => ({
    ok: false,
    problems: [{ field, message }],
  });
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return refuse('This is not JSON.'); // what the parser says of it helps nobody who did not write it by hand
  }
  if (!isObject(file) || file.format !== format)
    return refuse(`This is no settings file of Holdfast: its "format" is not "${format}".`);
  const version = file.format_version;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    return refuse('must be a whole number, such as 1', 'format_version');
  if (version > formatVersion)
    return refuse(`It was written by a newer Holdfast (format ${version}). Update this one, then try again.`);
  if (!isObject(file.settings)) return refuse('must be an object with the settings in it', 'settings');
  const given = version === 1 ? fromVersion1(file.settings, current) : file.settings;
  const parsed = settingsSchema.safeParse(mergeInto(current, given));
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(problemOf) };
  return { ok: true, settings: parsed.data, ignored: fieldsLeftOut(file.settings, parsed.data) };
}

/** The problem in one line: "retention.newest must be at least 0". */
export function describeProblem({ field, message }: SettingsProblem): string {
  return field === null ? message : `${field}: ${message}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromVersion1(given: Record<string, unknown>, current: ProjectSettings): Record<string, unknown> {
  return 'schedules' in given ? { ...given, schedules: keepVerifications(given.schedules, current) } : given;
}

/** Groups of settings that stand for themselves: each of their fields may be left out. */
const groups: readonly string[] = ['retention', 'notifications'] satisfies (keyof ProjectSettings)[];

function mergeInto(current: ProjectSettings, given: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...current, ...given };
  for (const name of groups) {
    const [before, next] = [current[name as keyof ProjectSettings], given[name]];
    if (isObject(before) && isObject(next)) merged[name] = { ...before, ...next };
  }
  return merged;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index ? '.' : ''}${String(step)}`))
    .join('');
}

/** Names of what was given and is not part of what was understood. */
function fieldsLeftOut(given: unknown, understood: unknown, path: readonly PropertyKey[] = []): string[] {
  if (Array.isArray(given) && Array.isArray(understood))
    return given.flatMap((item, index) => fieldsLeftOut(item, understood[index], [...path, index]));
  if (!isObject(given) || !isObject(understood)) return [];
  return Object.entries(given).flatMap(([name, value]) =>
    name in understood ? fieldsLeftOut(value, understood[name], [...path, name]) : [pathOf([...path, name])],
  );
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Of numbers the number, of texts and lists what they hold: "at most 80 characters". */
function amount(value: unknown, origin: string): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  return `${String(value)}${unit}`;
}

/** What zod found, in words. */
function words(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be at least ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must be at most ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union':
      return 'has a value that is not possible here';
    default:
      return issue.message;
  }
}

function problemOf(issue: z.core.$ZodIssue): SettingsProblem {
  return { field: pathOf(issue.path), message: words(issue) };
}
