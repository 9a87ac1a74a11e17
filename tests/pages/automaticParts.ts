import type { BackupRecord } from '../../src/core/backup.ts';
import { createObservable } from '../../src/core/observable.ts';
import { type ProjectSettings, settingsIn } from '../../src/core/settings.ts';
import type { SlotRecord } from '../../src/core/slot.ts';
import { createChangesWatch } from '../../src/tasks/changesWatch.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import type { ProjectState } from '../../src/tasks/projectInspector.ts';
import type { Scheduler, SchedulerState } from '../../src/tasks/scheduler.ts';
import { createSettingsWatch } from '../../src/tasks/settingsWatch.ts';
import { createSlotHistory } from '../../src/tasks/slotHistory.ts';
import { createBackupParts } from './backupParts.ts';

const hourMs = 3_600_000;

/** The daily backup of a day (`2026-03-26`) in winter in Berlin, which ended well on time, unless told otherwise. */
export function dailySlot(date: string, given: Partial<SlotRecord> & { lateHours?: number } = {}): SlotRecord {
  const { lateHours = 0, ...changes } = given;
  const dueAt = Date.parse(`${date}T02:00+01:00`);
  const startedAt = new Date(dueAt + lateHours * hourMs).toISOString();
  return {
    projectId: 'https://qtzrkwvnbxjd.supabase.co',
    id: `daily-backup@${date}T02:00+01:00[Europe/Berlin]`,
    scheduleId: 'daily-backup',
    name: 'Daily backup',
    job: 'backup',
    dueAt: new Date(dueAt).toISOString(),
    state: 'ended',
    result: 'completed',
    token: 1,
    tab: 'tab-1',
    startedAt,
    triedAt: startedAt,
    tries: 1,
    nextTryAt: null,
    finishedAt: startedAt,
    backupId: null,
    removed: null,
    message: null,
    seenAt: null,
    ...changes,
  };
}

/** A slot that no tab was there to run. */
export const missedSlot = (date: string) =>
  dailySlot(date, { result: 'missed', startedAt: null, triedAt: null, tries: 0, message: 'No tab was awake' });

/** The figures of a run that failed for good. */
export const failedFour = { result: 'failed', tries: 4, message: 'public.sms_logs timed out four times' } as const;

interface Ground {
  records?: readonly BackupRecord[];
  slots?: readonly SlotRecord[];
  settings?: Partial<ProjectSettings>;
  service?: Partial<SchedulerState>;
  project?: Partial<ProjectState>;
}

/** What the pages are given that show what runs by itself; the service is scripted, everything else real over memory. */
export async function createAutomaticParts({ records = [], slots = [], settings, service, project }: Ground = {}) {
  const parts = await createBackupParts(records, project);
  const { services } = parts;
  await services.settings.save(services.project.id, { ...settingsIn('Europe/Berlin'), ...settings });
  await services.slots.claimAll(slots);
  const slotHistory = createSlotHistory(services);
  const settingsWatch = createSettingsWatch(services);
  await slotHistory.refresh();
  await settingsWatch.refresh();
  const state = createObservable<SchedulerState>({ status: 'leading', message: null, ...service });
  const nothing = () => undefined;
  const scheduler: Scheduler = { ...state, start: nothing, wake: nothing, stop: nothing };
  const changesWatch = createChangesWatch(services, parts.history); // not started: records say what changed
  return {
    ...parts,
    slots: slotHistory,
    settingsWatch,
    changesWatch,
    scheduler,
    queue: createJobQueue(services.clock.now),
  };
}
