import type { BackupRecord } from '../../core/backup.ts';
import type { RetentionPlan } from '../../core/planRetention.ts';
import { unknownValue } from '../../ui/formatNumber.ts';

/** What would become of one backup, and why. */
export type Decision = RetentionPlan['decisions'][number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How old a backup is: "12 h", "30 days". `now` in ms; `–` when its date cannot be read or lies ahead. */
export function formatOld(createdAt: string, now: number): string {
  const age = now - Date.parse(createdAt);
  if (Number.isNaN(age) || age < 0) return unknownValue;
  if (age < hourMs) return `${Math.floor(age / 60_000)} min`;
  if (age < 2 * dayMs) return age < dayMs ? `${Math.floor(age / hourMs)} h` : '1 day';
  return `${Math.floor(age / dayMs)} days`;
}

/** Bytes that removing these would free; files that are missing free nothing. */
export function freedBytes(decisions: readonly Decision[]): number {
  return decisions.reduce((sum, { record: { archive } }) => {
    return sum + (archive === null || archive.bytes === 'missing' ? 0 : archive.sizeBytes);
  }, 0);
}

/** What goes and what stays; each newest first, as it was. */
export function splitPlan({ decisions }: RetentionPlan): { going: Decision[]; staying: Decision[] } {
  return {
    going: decisions.filter(({ keep }) => !keep),
    staying: decisions.filter(({ keep }) => keep),
  };
}

/** The records as they would be if a person had accepted how this run ended. `now` in ms. */
export function withAccepted(records: readonly BackupRecord[], runId: string, now: number): BackupRecord[] {
  const acceptedAt = new Date(now).toISOString();
  return records.map((record) => (record.id === runId ? { ...record, acceptedAt } : record));
}
