import type { BackupRecord } from './backup.ts';
import { groupBy } from './groupBy.ts';
import { newestFirst } from './newestFirst.ts';
import { findPause, type Pause } from './retentionPause.ts';
import type { RetentionPolicy } from './retentionPolicy.ts';
import { ageRule, formatCount, overLimitReason, pausedReason, tooOldReason } from './retentionReasons.ts';
import { monthOfDay, weekOfDay, yearOfDay, zoneCalendar } from './zoneCalendar.ts';

export type { Pause };

interface RetentionDecision {
  record: BackupRecord;
  keep: boolean;
  /** All rules that keep it, or why it goes; short plain phrases. */
  reasons: string[];
}

/** What cleanup would do. Nothing is removed by deciding. */
export interface RetentionPlan {
  /** Of every backup that has not been removed, newest first. */
  decisions: RetentionDecision[];
  /** Why nothing is removed for now; null when cleanup may go on. */
  paused: Pause | null;
}

const dayMs = 86_400_000;
const megabyte = 1_000_000;

/** A backup, and the reasons that were found to keep it. */
interface Candidate {
  record: BackupRecord;
  /** ms since the epoch. */
  at: number;
  reasons: string[];
}

/**
 * Decides which backups stay. A backup stays if any rule keeps it: its age, a pin, or, if its bytes are present, being one of
 * the newest or the last of a calendar day, week, month or year among those of its scope. A limit on size then removes the oldest of the
 * project's own: imported ones neither count towards it nor go because of it.
 * The newest verified backup is never removed, nor that of any scope that was ever backed up automatically. Imported ones, which may be of
 * another project, stay by their age, and take no place of the project's own. While none of the project's own is known to be good, corrupt ones stay.
 * Planning again after the removals removes nothing more. Backups dated after `now` count for no rule and are not old.
 * @param records all records of the project: failed runs and tombstones decide about pauses.
 * @throws RangeError when this browser does not know the policy's time zone.
 */
export function planRetention(records: readonly BackupRecord[], policy: RetentionPolicy, now: number): RetentionPlan {
  const dated = newestFirst(records);
  const live = dated
    .filter(({ record: { archive, removed, status } }) => archive && removed === null && status !== 'in progress')
    .map(({ record, at }): Candidate => ({ record, at, reasons: [] }));
  const automaticScopes = new Set(records.filter(({ type }) => type === 'automatic').map(({ scope }) => scope));

  keepPinned(live);
  keepByAge(live, policy, now);
  const counted = live.filter(({ record }) => record.archive?.bytes === 'present' && record.pin === null);
  const floor = keepNewestVerified(counted, automaticScopes, now);
  if (![...floor].some(isOwn)) keepCorrupt(live);
  const past = counted.filter((each) => each.at <= now && isOwn(each));
  for (const ofScope of groupBy(past, ({ record }) => record.scope).values()) {
    keepNewest(ofScope, policy);
    keepByCalendar(ofScope, policy);
  }
  const overLimit = findOverLimit(counted.filter(isOwn), floor, policy);

  const paused = findPause(dated, policy, now);
  return { decisions: live.map((each) => decide(each, overLimit.has(each), policy, paused !== null)), paused };
}

function keepPinned(live: readonly Candidate[]): void {
  for (const { record, reasons } of live) if (record.pin !== null) reasons.push('Pinned');
}

function keepByAge(live: readonly Candidate[], policy: RetentionPolicy, now: number): void {
  for (const { record, at, reasons } of live) {
    const { days, reason } = ageRule(record, policy);
    if (days === null || now - at < days * dayMs) reasons.push(reason);
  }
}

const isOwn = ({ record: { type } }: Candidate) => type !== 'imported';
const isUsable = ({ record: { status } }: Candidate) => status === 'completed' || status === 'unproven';
const isPartial = ({ record: { status } }: Candidate) => status === 'partial';

/** The backups that are never removed, not even over the limit. */
function keepNewestVerified(
  counted: readonly Candidate[],
  automaticScopes: ReadonlySet<string>,
  now: number,
): ReadonlySet<Candidate> {
  const verified = counted.filter(({ record }) => record.archive?.verifiedAt != null);
  const best = (group: readonly Candidate[]) => group.find(isUsable) ?? group.find(isPartial);
  const own = verified.filter(isOwn);
  const scopes = groupBy(own, ({ record }) => record.scope);
  const groups = [...scopes].filter(([scope]) => automaticScopes.has(scope)).map(([, group]) => group);
  const floor = new Set<Candidate>();
  for (const group of [verified, own, ...groups]) {
    // The best of the past as well, because a date in the future may be wrong, and `now` may be too.
    const kept = [best(group), best(group.filter(({ at }) => at <= now))];
    for (const each of kept) if (each !== undefined) floor.add(each);
  }
  // Even if they are partial.
  for (const newest of [verified[0], own[0]]) if (newest !== undefined) floor.add(newest);
  for (const { reasons } of floor) reasons.push('Newest verified');
  return floor;
}

/** Their good tables may be all that is left. */
function keepCorrupt(live: readonly Candidate[]): void {
  for (const { record, reasons } of live)
    if (record.archive?.bytes === 'corrupt') reasons.push('No good archive is left');
}

function keepNewest(ofScope: readonly Candidate[], { newest }: RetentionPolicy): void {
  const usable = ofScope.filter(isUsable);
  const pool = usable.length > 0 ? usable : ofScope.filter(isPartial);
  const reason = `Newest ${formatCount(newest)}`;
  for (const { reasons } of pool.slice(0, newest)) reasons.push(reason);
}

function keepByCalendar(ofScope: readonly Candidate[], policy: RetentionPolicy): void {
  const calendar = zoneCalendar(policy.timeZone);
  const days = new Map(ofScope.map((each) => [each, calendar.dayOf(each.at)]));
  const rules = [
    { reason: 'Daily', count: policy.daily, periodOf: (day: number) => day },
    { reason: 'Weekly', count: policy.weekly, periodOf: weekOfDay },
    { reason: 'Monthly', count: policy.monthly, periodOf: monthOfDay },
    { reason: 'Yearly', count: policy.yearly, periodOf: yearOfDay },
  ];
  for (const { reason, count, periodOf } of rules) {
    if (count === 0) continue;
    const last = lastOfPeriods(ofScope, (each) => periodOf(days.get(each) ?? 0));
    const newestPeriods = [...last].sort(([a], [b]) => b - a).slice(0, count);
    for (const [, { reasons }] of newestPeriods) reasons.push(reason);
  }
}

/** The last usable backup of each period, else its last partial one. */
function lastOfPeriods(ofScope: readonly Candidate[], periodOf: (each: Candidate) => number): Map<number, Candidate> {
  const last = new Map<number, Candidate>();
  for (const each of [...ofScope.filter(isUsable), ...ofScope.filter(isPartial)]) {
    const period = periodOf(each);
    if (!last.has(period)) last.set(period, each);
  }
  return last;
}

/** Those of the project's own kept that have to go, the oldest first, until the rest fits. */
function findOverLimit(
  own: readonly Candidate[],
  floor: ReadonlySet<Candidate>,
  { maxMegabytes }: RetentionPolicy,
): ReadonlySet<Candidate> {
  const over = new Set<Candidate>();
  if (maxMegabytes === null) return over;
  const kept = own.filter(({ reasons }) => reasons.length > 0);
  let bytes = kept.reduce((sum, { record }) => sum + (record.archive?.sizeBytes ?? 0), 0);
  for (const each of kept.toReversed()) {
    if (bytes <= maxMegabytes * megabyte) break;
    if (floor.has(each)) continue;
    over.add(each);
    bytes -= each.record.archive?.sizeBytes ?? 0;
  }
  return over;
}

function decide(
  { record, reasons }: Candidate,
  isOverLimit: boolean,
  policy: RetentionPolicy,
  paused: boolean,
): RetentionDecision {
  if (reasons.length > 0 && !isOverLimit) return { record, keep: true, reasons };
  if (paused) return { record, keep: true, reasons: [pausedReason] };
  if (isOverLimit) return { record, keep: false, reasons: [overLimitReason(policy.maxMegabytes ?? 0)] };
  return { record, keep: false, reasons: [tooOldReason(ageRule(record, policy).days ?? 0)] };
}
