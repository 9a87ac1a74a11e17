import type { BackupStatus } from './backup.ts';
import type { ScheduledJob } from './schedule.ts';

/** One instant of one schedule. */
export interface Slot {
  /** `daily-backup@2026-01-25T02:00+01:00[Europe/Berlin]`: the same in every tab. The offset tells apart an hour that comes twice. */
  id: string;
  scheduleId: string;
  job: ScheduledJob;
  /** ms since the epoch. */
  dueAt: number;
}

/**
 * waiting: claimed, for sign-in or for its turn; running: its job is on; retrying: the last try failed, the next one is at `nextTryAt`;
 * ended: `result` tells how.
 */
export type SlotState = 'waiting' | 'running' | 'retrying' | 'ended';

/**
 * completed, unproven, partial, failed and cancelled as of a backup; `paused`: a cleanup that removed nothing, for safety; `damaged`: a
 * verification that found archives corrupt or missing that were not known to be.
 */
export type SlotResult =
  | Extract<BackupStatus, 'completed' | 'unproven' | 'partial' | 'failed' | 'cancelled'>
  | 'damaged'
  | 'paused'
  | 'missed';

/** What became of a slot: at once the claim of the tab that runs it, and the line of the run log. Instants are ISO 8601 in UTC. */
export interface SlotRecord {
  projectId: string;
  id: string;
  scheduleId: string;
  /** The schedule's name when the slot was claimed. */
  name: string;
  job: ScheduledJob;
  dueAt: string;
  state: SlotState;
  result: SlotResult | null;
  /** Fencing token: every takeover by another tab raises it, and what was begun under a lower one cannot be published. */
  token: number;
  /** The tab that claimed it. */
  tab: string;
  /** Of the first try. */
  startedAt: string | null;
  /** Of the last try, whether it still runs or not. */
  triedAt: string | null;
  tries: number;
  nextTryAt: string | null;
  finishedAt: string | null;
  /** The backup of the last try. */
  backupId: string | null;
  /** Backups that a cleanup removed. */
  removed: number | null;
  /** Why it is not simply completed, or what a verification came to, in plain words. */
  message: string | null;
  /** When a person said that they saw the failure. */
  seenAt: string | null;
}

/** The record of a slot that a tab claims and has not begun. */
export function claimedSlot(
  { id, scheduleId, job, dueAt }: Slot,
  by: Pick<SlotRecord, 'projectId' | 'name' | 'tab'>,
): SlotRecord {
  return {
    ...by,
    id,
    scheduleId,
    job,
    dueAt: new Date(dueAt).toISOString(),
    state: 'waiting',
    result: null,
    token: 1,
    startedAt: null,
    triedAt: null,
    tries: 0,
    nextTryAt: null,
    finishedAt: null,
    backupId: null,
    removed: null,
    message: null,
    seenAt: null,
  };
}

/** From this lateness on, a run counts as late: ticks are at most 30 s apart, and a run waits for the one before it. */
export const lateAfterMs = 5 * 60_000;

/** How late a slot began, in ms; null when it never began. */
export function latenessMs(slot: Pick<SlotRecord, 'dueAt' | 'startedAt'>): number | null {
  return slot.startedAt === null ? null : Math.max(0, Date.parse(slot.startedAt) - Date.parse(slot.dueAt));
}

const failed: ReadonlySet<SlotResult> = new Set(['failed', 'cancelled', 'paused', 'damaged']);

/** What the calendar of slots shows. */
export type SlotKind = 'done' | 'late' | 'partial' | 'failed' | 'missed' | 'open';

/**
 * Partial, failed and missed are said before lateness. Cancelled and paused count as failed: what should have happened did not. So does
 * damaged: a person has to look.
 */
export function slotKind(slot: SlotRecord): SlotKind {
  if (slot.state !== 'ended') return 'open';
  if (slot.result === 'missed') return 'missed';
  if (slot.result === 'partial') return 'partial';
  if (slot.result !== null && failed.has(slot.result)) return 'failed';
  return (latenessMs(slot) ?? 0) > lateAfterMs ? 'late' : 'done';
}
