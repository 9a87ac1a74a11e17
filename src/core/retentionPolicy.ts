import { z } from 'zod';
import { timeZoneSchema } from './wallClock.ts';

const days = z.int().min(1).max(36_500);
const count = z.int().min(0).max(10_000);

export const retentionPolicySchema = z.object({
  /** Days that backups of a type stay at least; null without end. */
  automaticDays: days.nullable(),
  preRestoreDays: days.nullable(),
  manualDays: days.nullable(),
  importedDays: days.nullable(),
  /** The newest so many backups stay; 0 switches the rule off, as for the next four. */
  newest: count,
  /** The last backup of each of the newest so many days, weeks (from Monday), months and years that have one. */
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  /** The zone whose calendar says what a day is. */
  timeZone: timeZoneSchema,
  /** Backups that are neither pinned nor imported take at most so much, in MB of 1,000,000 bytes; null without limit. */
  maxMegabytes: z.int().min(1).nullable(),
  /** Cleanup pauses when any table that had over 100 rows lost more than this share of them from one run to the next. */
  pauseAtLossPercent: z.int().min(1).max(100),
});

/** Which backups stay, and for how long. A backup stays if any rule keeps it. */
export type RetentionPolicy = z.infer<typeof retentionPolicySchema>;

/** The lengths that the form offers for automatic backups. */
export const retentionPresetDays = [7, 14, 30, 60] as const;

export function defaultRetention(timeZone: string): RetentionPolicy {
  return {
    automaticDays: 30,
    preRestoreDays: 30,
    manualDays: null,
    importedDays: null,
    newest: 5,
    daily: 10,
    weekly: 4,
    monthly: 12,
    yearly: 2,
    timeZone,
    maxMegabytes: null,
    pauseAtLossPercent: 50,
  };
}
