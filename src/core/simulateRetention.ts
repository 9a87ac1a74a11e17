import type { BackupRecord, BackupType } from './backup.ts';
import { slotsBetween } from './dueSlots.ts';
import { newestFirst } from './newestFirst.ts';
import { planRetention } from './planRetention.ts';
import type { RetentionPolicy } from './retentionPolicy.ts';
import { type Schedule, scheduledJobs } from './schedule.ts';
import type { Slot } from './slot.ts';
import { scopeOf } from './tableChoice.ts';

/** A backup that exists, or that a schedule would make. Instants in ms since the epoch. */
export interface SimulatedBackup {
  id: string;
  type: BackupType;
  createdAt: number;
  sizeBytes: number;
  /** When a cleanup would remove it; null when none does. */
  removedAt: number | null;
  /** True for those that are yet to be made. */
  simulated: boolean;
}

interface Given {
  records: readonly BackupRecord[];
  schedules: readonly Schedule[];
  policy: RetentionPolicy;
  /** ms since the epoch, as `gap`. */
  now: number;
  /** How far to look ahead. */
  days: number;
  /** No backup runs from `from` until just before `until`; cleanups do. */
  gap: { from: number; until: number } | null;
}

const dayMs = 86_400_000;
/** Slots of one schedule that are played at most, so that "every minute" does not stop the page; every hour for 90 days is 2,160. */
const mostBackups = 2_500;
const mostCleanups = 200;

/**
 * Plays the schedules that are on through the coming days, with the rules of `planRetention` at every cleanup.
 * Every backup is as large as the newest of its tables, loses no rows and succeeds.
 * @returns every backup that exists now or then, oldest first; those removed before `now` are left out.
 */
export function simulateRetention({ records, schedules, policy, now, days, gap }: Given): SimulatedBackup[] {
  const until = now + days * dayMs;
  const world = new Map(records.map((record) => [record.id, record]));
  const shown = new Map<string, SimulatedBackup>();
  const models = findModels(schedules, records, now);
  for (const { record } of planRetention(records, policy, now).decisions) shown.set(record.id, show(record, false));

  for (const { slot, schedule } of slotsUntil(schedules, now, until)) {
    if (slot.job === 'backup') {
      if (gap !== null && slot.dueAt >= gap.from && slot.dueAt < gap.until) continue;
      const made = makeBackup(schedule, slot, models.get(schedule.id) ?? null);
      world.set(made.id, made);
      shown.set(made.id, show(made, true));
    } else if (slot.job === 'cleanup') {
      cleanUp(world, shown, policy, slot.dueAt);
    }
  }
  return [...shown.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

function show(record: BackupRecord, simulated: boolean): SimulatedBackup {
  return {
    id: record.id,
    type: record.type,
    createdAt: Date.parse(record.createdAt),
    sizeBytes: record.archive?.sizeBytes ?? 0,
    removedAt: null,
    simulated,
  };
}

/** The coming slots of all schedules that are on, in the order in which they run. */
function slotsUntil(schedules: readonly Schedule[], now: number, until: number): { slot: Slot; schedule: Schedule }[] {
  return schedules
    .filter(({ on }) => on)
    .flatMap((schedule) => slotsOf(schedule, now, until).map((slot) => ({ slot, schedule })))
    .sort((a, b) => a.slot.dueAt - b.slot.dueAt || turn(a.slot) - turn(b.slot));
}

function slotsOf(schedule: Schedule, now: number, until: number): Slot[] {
  const most = schedule.job === 'backup' ? mostBackups : mostCleanups;
  const slots: Slot[] = [];
  for (let from = now; from < until && slots.length < most; from += dayMs)
    slots.push(...slotsBetween(schedule, from, Math.min(until, from + dayMs)));
  return slots.slice(0, most);
}

const turn = ({ job }: Slot) => scheduledJobs.indexOf(job);

/** The models of all schedules, among the backups made until now. */
function findModels(
  schedules: readonly Schedule[],
  records: readonly BackupRecord[],
  now: number,
): Map<string, BackupRecord | null> {
  const readable = newestFirst(records)
    .filter(({ at, record: { type, archive } }) => at <= now && type !== 'imported' && archive !== null)
    .map(({ record }) => record);
  return new Map(schedules.map((schedule) => [schedule.id, findModel(schedule, readable)]));
}

/**
 * What the backups of a schedule will be like: its newest one that can be read, else the newest of its tables. Their table figures
 * are the model too, so that no rows seem lost.
 */
function findModel(schedule: Schedule, newestFirstOnes: readonly BackupRecord[]): BackupRecord | null {
  const { tables } = schedule;
  if (tables !== null) return newestFirstOnes.find(({ scope }) => scope === scopeOf(tables)) ?? null;
  return (
    newestFirstOnes.find((record) => record.schedule?.id === schedule.id) ??
    newestFirstOnes.find(({ type }) => type === 'automatic') ??
    newestFirstOnes.find(({ scope }) => scope === 'all') ??
    null
  );
}

function makeBackup(schedule: Schedule, slot: Slot, model: BackupRecord | null): BackupRecord {
  const createdAt = new Date(slot.dueAt).toISOString();
  return {
    projectId: '',
    projectUrl: '',
    platform: '',
    reason: schedule.reason,
    filename: '',
    createdBy: { id: '', email: '' },
    coverage: null,
    consistency: 'page',
    tablesTotal: null,
    tablesBackedUp: 0,
    totalRows: 0,
    expectedRows: null,
    totalBytes: 0,
    tables: [],
    ...model,
    id: slot.id,
    type: 'automatic',
    status: 'completed',
    createdAt,
    finishedAt: createdAt,
    archive: {
      bytes: 'present',
      sizeBytes: model?.archive?.sizeBytes ?? 0,
      verifiedAt: createdAt,
      partsVerified: 0,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    },
    error: null,
    scope: schedule.tables === null ? (model?.scope ?? 'all') : scopeOf(schedule.tables),
    schedule: { id: schedule.id, name: schedule.name, slotId: slot.id },
    keep: schedule.keep,
    pin: null,
    removed: null,
    acceptedAt: null,
    imported: null,
    changes: null,
  };
}

/** Removes what the plan removes; where cleanup pauses, pins the last good backup, as cleanup does. */
function cleanUp(
  world: Map<string, BackupRecord>,
  shown: ReadonlyMap<string, SimulatedBackup>,
  policy: RetentionPolicy,
  now: number,
): void {
  const at = new Date(now).toISOString();
  const { decisions, paused } = planRetention([...world.values()], policy, now);
  const good = world.get(paused?.goodId ?? '');
  if (good !== undefined && good.pin === null) world.set(good.id, { ...good, pin: { at, by: 'retention', note: '' } });
  for (const { record, keep, reasons } of decisions) {
    if (keep) continue;
    world.set(record.id, { ...record, removed: { at, by: 'retention', reason: reasons.join(', ') } });
    const backup = shown.get(record.id);
    if (backup !== undefined) backup.removedAt = now;
  }
}
