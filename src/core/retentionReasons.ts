import type { BackupRecord, BackupType } from './backup.ts';
import type { RetentionPolicy } from './retentionPolicy.ts';

const number = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return count < 1000 ? String(count) : number.format(count); // Intl is slow, and a plan gives thousands of reasons
}

/** "1,500 rows", "1 row". */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const typeNames: Record<BackupType, string> = {
  manual: 'Manual',
  automatic: 'Automatic',
  'pre-restore': 'Pre-restore',
  imported: 'Imported',
};

/** How long a backup stays by its age alone. */
export interface AgeRule {
  /** Null without end. */
  days: number | null;
  /** Why it stays while it is younger. */
  reason: string;
}

/** What its schedule said, else what the policy says for its type. */
export function ageRule(record: Pick<BackupRecord, 'keep' | 'type'>, policy: RetentionPolicy): AgeRule {
  if (record.keep === 'forever') return { days: null, reason: 'Kept without end by its schedule' };
  if (record.keep !== null) return { days: record.keep, reason: `Kept ${countOf(record.keep, 'day')} by its schedule` };
  const days = {
    automatic: policy.automaticDays,
    'pre-restore': policy.preRestoreDays,
    manual: policy.manualDays,
    imported: policy.importedDays,
  }[record.type];
  if (days === null) return { days, reason: `${typeNames[record.type]}, without end` };
  return { days, reason: `Under ${countOf(days, 'day')}` };
}

export function tooOldReason(days: number): string {
  return `Over ${countOf(days, 'day')}, no other rule keeps it`;
}

export function overLimitReason(maxMegabytes: number): string {
  return `Over the limit of ${formatCount(maxMegabytes)} MB`;
}

export const pausedReason = 'Cleanup is paused';
