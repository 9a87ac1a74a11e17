import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { planRetention } from '../../src/core/planRetention.ts';
import type { RetentionPolicy } from '../../src/core/retentionPolicy.ts';
import type { Keep } from '../../src/core/schedule.ts';
import { tableResult } from '../pages/backupRecords.ts';
import { runs } from '../runs.ts';
import { dayMs, made, now, pinned, tombstone, withBytes } from './longHistory.ts';

const hour = fc.constantFrom('01:00', '12:30', '23:30');

const shape = fc.record({
  daysAgo: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) }, fc.integer({ min: -40, max: 800 })),
  hour,
  type: fc.constantFrom('automatic', 'automatic', 'manual', 'pre-restore', 'imported'),
  status: fc.constantFrom(
    'completed',
    'completed',
    'completed',
    'unproven',
    'partial',
    'failed',
    'cancelled',
    'in progress',
  ),
  bytes: fc.constantFrom('present', 'present', 'present', 'missing', 'corrupt'),
  scope: fc.constantFrom('all', 'all', 'only:public.orders', 'except:public.logs'),
  keep: fc.constantFrom<Keep[]>(null, null, null, 14, 100, 'forever'),
  state: fc.constantFrom('live', 'live', 'live', 'live', 'pinned', 'removed'),
  verified: fc.boolean(),
  accepted: fc.boolean(),
  rows: fc.constantFrom(1000, 1000, 1000, 10),
  sizeBytes: fc.integer({ min: 0, max: 30_000_000 }),
} as const);

function recordOf(given: typeof shape extends fc.Arbitrary<infer T> ? T : never, index: number): BackupRecord {
  const { daysAgo, hour, bytes, state, verified, accepted, rows, sizeBytes, ...rest } = given;
  const fields = { ...rest, tables: [tableResult('public.orders', { rows })] };
  let record = made(`b${index}`, daysAgo, fields, hour);
  const isRun = !['failed', 'cancelled', 'in progress'].includes(record.status);
  const verifiedAt = verified ? record.createdAt : null;
  record = {
    ...record,
    archive: isRun
      ? { bytes: 'present', sizeBytes, verifiedAt, partsVerified: 1, checkedAt: null, faults: [], manifestSha256: null }
      : null,
  };
  if (bytes !== 'present') record = withBytes(record, bytes);
  if (accepted) record = { ...record, acceptedAt: record.createdAt };
  if (state === 'pinned') record = pinned(record);
  return state === 'removed' ? tombstone(record) : record;
}

const histories = fc.array(shape, { maxLength: 40 }).map((shapes) => shapes.map(recordOf));
/** Every run accepted, so that cleanup never pauses: the rules show themselves. */
const calmHistories = histories.map((records) =>
  records.map((record) => ({ ...record, acceptedAt: record.createdAt })),
);
const days = fc.option(fc.integer({ min: 1, max: 60 }), { nil: null });
const count = fc.integer({ min: 0, max: 8 });
const policies: fc.Arbitrary<RetentionPolicy> = fc.record({
  automaticDays: days,
  preRestoreDays: days,
  manualDays: days,
  importedDays: days,
  newest: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'UTC'),
  maxMegabytes: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }),
  pauseAtLossPercent: fc.integer({ min: 1, max: 100 }),
});

const isBackup = ({ archive, removed, status }: BackupRecord) =>
  archive !== null && removed === null && status !== 'in progress';
const isPresent = ({ archive }: BackupRecord) => archive?.bytes === 'present';

function idsKept(records: readonly BackupRecord[], policy: RetentionPolicy): string[] {
  return planRetention(records, policy, now).decisions.flatMap(({ record, keep }) => (keep ? record.id : []));
}

function cleaned(records: readonly BackupRecord[], policy: RetentionPolicy): BackupRecord[] {
  const { decisions } = planRetention(records, policy, now);
  const gone = new Set(decisions.filter(({ keep }) => !keep).map(({ record }) => record.id));
  return records.map((record) => (gone.has(record.id) ? tombstone(record) : record));
}

const check = (
  records: fc.Arbitrary<BackupRecord[]>,
  holds: (records: BackupRecord[], policy: RetentionPolicy) => void,
) => fc.assert(fc.property(records, policies, holds), { numRuns: runs(200) });

it('decides about every backup once, with a reason, newest first', () => {
  check(histories, (records, policy) => {
    const { decisions } = planRetention(records, policy, now);
    const ids = decisions.map(({ record }) => record.id);
    expect(ids.toSorted()).toEqual(
      records
        .filter(isBackup)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(decisions.every(({ reasons }) => reasons.length > 0)).toBe(true);
    const dates = decisions.map(({ record }) => record.createdAt);
    expect(dates).toEqual(dates.toSorted().reverse());
  });
});

it('removes nothing while cleanup is paused', () => {
  check(histories, (records, policy) => {
    const { decisions, paused } = planRetention(records, policy, now);
    if (paused !== null) expect(decisions.every(({ keep }) => keep)).toBe(true);
  });
});

it('keeps the floor and what is pinned, over the limit too', () => {
  check(calmHistories, (records, policy) => {
    const kept = new Set(idsKept(records, policy));
    for (const { id, pin } of records.filter(isBackup)) if (pin !== null) expect(kept).toContain(id);
    const verified = records
      .filter((record) => isBackup(record) && isPresent(record) && record.archive?.verifiedAt)
      .sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1));
    const scopes = new Set(records.filter(({ type }) => type === 'automatic').map(({ scope }) => scope));
    const own = verified.filter(({ type }) => type !== 'imported');
    const newest = [verified, own, ...[...scopes].map((scope) => own.filter((each) => each.scope === scope))].map(
      (group) => group.find(({ status }) => status !== 'partial') ?? group[0],
    );
    for (const record of [verified[0], own[0], ...newest]) if (record !== undefined) expect(kept).toContain(record.id);
  });
});

it('removes nothing more when it plans again after the removals', () => {
  check(fc.oneof(histories, calmHistories), (records, policy) => {
    const left = cleaned(records, policy);
    expect(idsKept(left, policy)).toEqual(idsKept(records, policy));
  });
});

it('never keeps less by a rule that keeps more', () => {
  const more = fc.record({
    automaticDays: count,
    preRestoreDays: count,
    manualDays: count,
    importedDays: count,
    newest: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
  });
  const raise = (days: number | null, by: number) => (days === null || by === 8 ? null : days + by);
  fc.assert(
    fc.property(calmHistories, policies, more, (records, given, by) => {
      const policy = { ...given, maxMegabytes: null };
      const raised = {
        ...policy,
        automaticDays: raise(policy.automaticDays, by.automaticDays),
        preRestoreDays: raise(policy.preRestoreDays, by.preRestoreDays),
        manualDays: raise(policy.manualDays, by.manualDays),
        importedDays: raise(policy.importedDays, by.importedDays),
        newest: policy.newest + by.newest,
        daily: policy.daily + by.daily,
        weekly: policy.weekly + by.weekly,
        monthly: policy.monthly + by.monthly,
        yearly: policy.yearly + by.yearly,
      };
      expect(idsKept(records, raised)).toEqual(expect.arrayContaining(idsKept(records, policy)));
    }),
    { numRuns: runs(200) },
  );
});

it('does not depend on the order in which the records come', () => {
  fc.assert(
    fc.property(
      histories.chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
      ),
      policies,
      ([records, shuffled], policy) => {
        expect(planRetention(shuffled, policy, now)).toEqual(planRetention(records, policy, now));
      },
    ),
  );
});

it('counts on no bytes that are missing or corrupt: without them all others are decided alike', () => {
  check(fc.oneof(histories, calmHistories), (records, policy) => {
    const without = records.map((record) => (isPresent(record) ? record : { ...record, archive: null }));
    const of = (all: BackupRecord[]) =>
      planRetention(all, policy, now).decisions.filter(({ record }) => isPresent(record));
    expect(of(without)).toEqual(of(records));
  });
});

it('decides about the own backups as if there were no imported ones', () => {
  check(calmHistories, (records, policy) => {
    const own = records.filter(({ type }) => type !== 'imported');
    const kept = new Set(idsKept(records, policy));
    expect(own.filter(({ id }) => kept.has(id)).map(({ id }) => id)).toEqual(
      expect.arrayContaining(idsKept(own, policy)),
    );
  });
});

it('never counts a corrupt archive as the one that is good, and removes none while there is no good one', () => {
  check(calmHistories, (records, policy) => {
    const { decisions } = planRetention(records, policy, now);
    const corrupt = decisions.filter(({ record }) => record.archive?.bytes === 'corrupt');
    expect(corrupt.some(({ reasons }) => reasons.includes('Newest verified'))).toBe(false);
    if (!decisions.some(({ record: { type }, reasons }) => type !== 'imported' && reasons.includes('Newest verified')))
      expect(corrupt.every(({ keep }) => keep)).toBe(true);
  });
});

it('fits the own backups into the limit, unless only the floor is left', () => {
  check(calmHistories, (records, policy) => {
    const { decisions } = planRetention(records, policy, now);
    const counted = decisions.filter(
      ({ record, keep }) => keep && isPresent(record) && record.pin === null && record.type !== 'imported',
    );
    const bytes = counted.reduce((sum, { record }) => sum + (record.archive?.sizeBytes ?? 0), 0);
    if (policy.maxMegabytes === null || bytes <= policy.maxMegabytes * 1_000_000) return;
    expect(counted.every(({ reasons }) => reasons.includes('Newest verified'))).toBe(true);
  });
});

it('keeps all that is younger than its age, the limit aside', () => {
  check(calmHistories, (records, given) => {
    const policy = { ...given, automaticDays: 30, maxMegabytes: null };
    const young = records.filter(
      (record) =>
        isBackup(record) &&
        record.type === 'automatic' &&
        record.keep === null &&
        now - Date.parse(record.createdAt) < 30 * dayMs,
    );
    expect(idsKept(records, policy)).toEqual(expect.arrayContaining(young.map(({ id }) => id)));
  });
});
