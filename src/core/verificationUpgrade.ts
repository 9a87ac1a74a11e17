import { cleanupId, defaultVerification, verificationId } from './schedule.ts';
import { mostSchedules, type ProjectSettings } from './settings.ts';

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const zoneOf = (value: unknown) => (isFields(value) && typeof value.timeZone === 'string' ? value.timeZone : null);

/**
 * Settings as a version without verifications stored them, with the schedule that every project begins with, in the time zone of their
 * cleanup. Not checked: what is no list of schedules stays as it is, and a full list too.
 * @param since ISO instant from which it runs, so that no earlier slot counts as missed.
 */
export function addVerification(stored: unknown, since: string): unknown {
  if (!isFields(stored) || !Array.isArray(stored.schedules)) return stored;
  const schedules: unknown[] = stored.schedules;
  const find = (id: string) => schedules.find((schedule) => isFields(schedule) && schedule.id === id);
  if (schedules.length >= mostSchedules || find(verificationId) !== undefined) return stored;
  const timeZone = zoneOf(find(cleanupId)) ?? zoneOf(stored.retention) ?? 'UTC';
  return { ...stored, schedules: [...schedules, defaultVerification(timeZone, since)] };
}

/** Default settings for a browser whose scheduler ran before there were verifications: they run from `since` (ISO instant) on. */
export function verifySince(defaults: ProjectSettings, since: string): ProjectSettings {
  const schedules = defaults.schedules.map((each) =>
    each.job === 'verification' && each.since === null ? { ...each, since } : each,
  );
  return { ...defaults, schedules };
}

/**
 * The schedules of a settings file from before there were verifications: it says nothing about those, so they stay as they are, also if
 * there are none any more.
 */
export function keepVerifications(given: unknown, current: ProjectSettings): unknown {
  if (!Array.isArray(given)) return given;
  const schedules: unknown[] = given;
  const taken = new Set(schedules.map((schedule) => (isFields(schedule) ? schedule.id : null)));
  const kept = current.schedules.filter(({ id, job }) => job === 'verification' && !taken.has(id));
  return [...schedules, ...kept.slice(0, Math.max(0, mostSchedules - schedules.length))];
}
