import type { TrailEntry } from '../../core/auditEntry.ts';
import type { ResultTone } from '../../ui/ResultBadge.tsx';
import { describeAct, describeActor, endedBackups, resultOf, toneOf } from './auditWords.ts';

/** What the person looks for in the trail. */
export interface AuditFilter {
  search: string;
  /** An email, "Schedule", or null for everyone. */
  actor: string | null;
  action: string | null;
  result: ResultTone | null;
  /** The last so many days; null for all. */
  days: 7 | 30 | 90 | null;
}

/** The last month, since a trail grows for years. */
export const usualFilter: AuditFilter = { search: '', actor: null, action: null, result: null, days: 30 };

const dayMs = 24 * 3_600_000;

/** Where the period begins, in ms since the epoch, at the beginning of that day on the viewer's calendar; null for all of it. */
export function periodStart(days: AuditFilter['days'], now: number): number | null {
  if (days === null) return null;
  return new Date(now - (days - 1) * dayMs).setHours(0, 0, 0, 0);
}

const texts = new WeakMap<TrailEntry, string>();

/** Everything of an entry in which words are looked for; kept, since every keystroke asks for it. */
function textOf(entry: TrailEntry): string {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const { who, backupId, details, facts } = entry;
  const told = [
    describeActor(entry),
    who?.email,
    describeAct(entry),
    backupId,
    details,
    ...facts.map(({ value }) => value),
  ];
  const text = told.filter(Boolean).join(' ').toLowerCase();
  texts.set(entry, text);
  return text;
}

/** The entries that match: every word of the search, and all that is chosen. The order stays. `now` in ms. */
export function filterTrail(entries: readonly TrailEntry[], filter: AuditFilter, now: number): TrailEntry[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  const from = periodStart(filter.days, now);
  const ended = filter.result === null ? new Set<string>() : endedBackups(entries);
  return entries.filter(
    (entry) =>
      (from === null || Date.parse(entry.at) >= from) &&
      (filter.actor === null || describeActor(entry) === filter.actor) &&
      (filter.action === null || entry.action === filter.action) &&
      (filter.result === null || toneOf(resultOf(entry, ended)) === filter.result) &&
      words.every((word) => textOf(entry).includes(word)),
  );
}

/** How many of search, person, action and result narrow the list; the period is not counted, as one is always on. */
export function countFilters({ search, actor, action, result }: AuditFilter): number {
  return [search.trim() !== '', actor !== null, action !== null, result !== null].filter(Boolean).length;
}

/** Everybody who did something, in the alphabet; schedules first. */
export function actorsOf(entries: readonly TrailEntry[]): string[] {
  const actors = new Set(entries.map(describeActor));
  const people = [...actors].filter((actor) => actor !== null && actor !== 'Schedule') as string[];
  return [...(actors.has('Schedule') ? ['Schedule'] : []), ...people.toSorted((a, b) => a.localeCompare(b))];
}
