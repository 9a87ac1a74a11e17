import type { BackupRecord } from '../../src/core/backup.ts';
import type { RetentionPolicy } from '../../src/core/retentionPolicy.ts';
import { backupRecord, shownAt } from '../pages/backupRecords.ts';

/** Thu 26 Mar 2026, 14:32 in Berlin. */
export const now = shownAt;
export const dayMs = 86_400_000;

/** A policy whose rules are all off: everything goes that is over a day old. */
export const strict: RetentionPolicy = {
  automaticDays: 1,
  preRestoreDays: 1,
  manualDays: 1,
  importedDays: 1,
  newest: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  timeZone: 'Europe/Berlin',
  maxMegabytes: null,
  pauseAtLossPercent: 50,
};

/** A backup made so many days before 26 Mar 2026, at this time in UTC; automatic, completed, verified and 10 MB large. */
export function made(id: string, daysAgo: number, given: Partial<BackupRecord> = {}, time = '01:00'): BackupRecord {
  const day = new Date(Date.parse('2026-03-26T00:00:00Z') - daysAgo * dayMs).toISOString().slice(0, 10);
  const archive = {
    bytes: 'present',
    sizeBytes: 10_000_000,
    verifiedAt: `${day}T${time}:30.000Z`,
    partsVerified: 2,
    checkedAt: null,
    faults: [],
    manifestSha256: null,
  } as const;
  return backupRecord(`${day}T${time}:00.000Z`, { type: 'automatic', id, archive, ...given });
}

/** A backup whose bytes are in this state. */
export function withBytes(record: BackupRecord, bytes: 'missing' | 'corrupt'): BackupRecord {
  return record.archive === null ? record : { ...record, archive: { ...record.archive, bytes } };
}

/** A run that left nothing but its record. */
export function broken(record: BackupRecord, status: BackupRecord['status']): BackupRecord {
  const error = { code: null, message: 'The server did not answer.', hint: null };
  return { ...record, status, archive: null, error };
}

export function pinned(record: BackupRecord, note = ''): BackupRecord {
  return { ...record, pin: { at: record.createdAt, by: 'person', note } };
}

export function tombstone(record: BackupRecord, at = now): BackupRecord {
  const removed = {
    at: new Date(at).toISOString(),
    by: 'retention',
    reason: 'Over 30 days, no other rule keeps it',
  } as const;
  return { ...withBytes(record, 'missing'), removed };
}

/** n0 to n399: a night each, n0 the last one. */
function nights(): BackupRecord[] {
  const nightly = Array.from({ length: 400 }, (_night, ago) => made(`n${ago}`, ago));
  const change = (ago: number, to: (record: BackupRecord) => BackupRecord) => {
    const record = nightly[ago];
    if (record !== undefined) nightly[ago] = to(record);
  };
  change(3, (record) => ({ ...record, status: 'partial' }));
  change(7, (record) => broken(record, 'failed'));
  change(10, (record) => withBytes(record, 'missing'));
  change(12, (record) => withBytes(record, 'corrupt'));
  change(14, (record) => ({ ...record, status: 'unproven' }));
  change(40, (record) => pinned(record));
  change(54, (record) => ({ ...record, status: 'partial' })); // 31 Jan 2026
  change(84, (record) => ({ ...record, removed: null, status: 'interrupted', archive: null })); // 1 Jan 2026
  change(200, (record) => pinned(record, 'Before the spring update'));
  change(300, (record) => withBytes(record, 'missing'));
  change(350, (record) => tombstone(record));
  return nightly;
}

/** 400 days of nightly backups with all kinds of others in between. */
export function longHistory(): BackupRecord[] {
  return [
    made('running', 0, { status: 'in progress' }, '13:31'),
    ...nights(),
    made('m1', 1, { type: 'manual' }, '15:12'),
    made('m5', 5, { type: 'manual' }, '09:00'),
    made('m84', 84, { type: 'manual' }, '12:00'), // 1 Jan 2026
    broken(made('c2', 2, { type: 'manual' }, '12:00'), 'cancelled'),
    made('p5', 5, { type: 'pre-restore' }, '12:00'),
    made('p50', 50, { type: 'pre-restore' }, '12:00'),
    made('i360', 360, { type: 'imported' }, '12:00'),
    made('k20', 20, { type: 'automatic', keep: 14 }, '18:00'),
    made('k21', 21, { type: 'automatic', keep: 'forever' }, '18:00'),
    made('k100', 100, { type: 'automatic', keep: 120 }, '18:00'),
  ];
}
