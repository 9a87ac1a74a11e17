import type { BackupRecord } from '../core/backup.ts';
import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import type { Schedule, ScheduledJob } from '../core/schedule.ts';
import type { SlotRecord, SlotResult } from '../core/slot.ts';
import { describeVerification, type VerificationReport } from '../core/verificationReport.ts';
import type { Claim } from '../ports/BackupCatalog.ts';
import type { Services } from '../ports/Services.ts';
import type { RetentionResult } from './applyRetention.ts';

/** What the scheduler has done for it; each settles when the job has ended, however it ended. */
export interface ScheduledActs {
  /** Whether somebody is signed in who may create backups. */
  ready(): boolean;
  /** Runs a schedule's backup when its turn in the queue has come. `begin` is called then, and nothing is done when it says false. */
  backup(slot: ScheduledTurn): Promise<BackupRecord | null>;
  /** As `backup`, for a cleanup. */
  cleanup(slot: ScheduledTurn): Promise<RetentionResult | null>;
  /** As `backup`, for a verification of all archives, each in a turn of its own. */
  verification(slot: ScheduledTurn): Promise<VerificationReport | null>;
  /** Clears what closed tabs left, and looks whether every archive is still there. */
  tidy(): Promise<unknown>;
}

/** The turn of one slot. */
export interface ScheduledTurn {
  schedule: Schedule;
  claim: Claim;
  /** When an earlier try of this slot began, ISO 8601; null when this is the first. */
  startedAt: string | null;
  /** Marks the slot as running; false when another tab has it by now. */
  begin(): Promise<boolean>;
  /** Aborts when another tab leads. */
  lost: AbortSignal;
}

/** Pauses before the second, third and fourth try of a slot, ms. */
export const retryPausesMs = [60_000, 5 * 60_000, 15 * 60_000] as const;
const mostTries = retryPausesMs.length + 1;

/** How a try ended, in the words of the log. */
type Outcome = Pick<SlotRecord, 'backupId' | 'removed' | 'message'> & { result: SlotResult };

/**
 * Runs a claimed slot once, when its turn has come, and writes down how that ended: done, to be tried again, or failed for good.
 * Stops without a word when another tab has taken the slot over.
 * @throws HoldfastError `storage-failed` when the log cannot be written; the slot is then found as running and taken up again.
 */
export async function runSlot(
  services: Pick<Services, 'slots' | 'clock'>,
  acts: ScheduledActs,
  schedule: Schedule,
  slot: SlotRecord,
  lost: AbortSignal,
): Promise<void> {
  const { slots, clock } = services;
  let current = slot;
  const now = () => new Date(clock.now()).toISOString();

  async function replace(change: Partial<SlotRecord>): Promise<boolean> {
    const next = { ...current, ...change };
    const held = await slots.replace(next, slot.token);
    if (held) current = next;
    return held;
  }

  const turn: ScheduledTurn = {
    schedule,
    claim: { slotId: slot.id, token: slot.token },
    startedAt: slot.startedAt,
    lost,
    begin: () =>
      replace({
        state: 'running',
        startedAt: current.startedAt ?? now(),
        triedAt: now(),
        tries: current.tries + 1,
        nextTryAt: null,
      }),
  };
  let outcome: Outcome | null;
  try {
    outcome = await jobs[slot.job](acts, turn);
  } catch (error) {
    if (lost.aborted) return;
    if (error instanceof HoldfastError && error.code === 'sign-in-required') {
      await replace({ state: 'waiting', tries: slot.tries }); // it begins anew after sign-in
      return;
    }
    outcome = outcomeOf(error, current);
  }
  if (outcome === null || lost.aborted) return;
  const pauseMs = retryPausesMs[current.tries - 1];
  if (outcome.result === 'failed' && pauseMs !== undefined && current.tries < mostTries) {
    await replace({
      ...outcome,
      state: 'retrying',
      result: null,
      nextTryAt: new Date(clock.now() + pauseMs).toISOString(),
    });
  } else {
    await replace({ ...outcome, state: 'ended', nextTryAt: null, finishedAt: now() });
  }
}

/** The outcome of a job that threw: cancelled while it waited in the queue, or failed. */
function outcomeOf(error: unknown, { tries, backupId, startedAt }: SlotRecord): Outcome {
  const base = { backupId, removed: null };
  if (error instanceof Error && error.name === 'AbortError') {
    return {
      ...base,
      result: 'cancelled',
      message: tries === 0 || startedAt === null ? 'Taken out of the queue' : null,
    };
  }
  const { message, hint } = describeError(error);
  return { ...base, result: 'failed', message: [message, hint].filter(Boolean).join(' ') };
}

async function backUp(acts: ScheduledActs, turn: ScheduledTurn): Promise<Outcome | null> {
  const record = await acts.backup(turn);
  return record === null ? null : resultOfBackup(record);
}

/** How the backup of a slot ended, in the words of the log. */
export function resultOfBackup({ id, status, error }: BackupRecord): Outcome {
  const base = { backupId: id, removed: null, message: error?.message ?? null };
  if (status === 'completed' || status === 'unproven' || status === 'partial') return { ...base, result: status };
  // Cancelled by a person is an answer; cancelled because somebody else signed in is to be tried again, as whoever that is.
  if (status === 'cancelled' && error?.code !== 'identity-changed') return { ...base, result: 'cancelled' };
  return { ...base, result: 'failed' };
}

async function cleanUp(acts: ScheduledActs, turn: ScheduledTurn): Promise<Outcome | null> {
  const result = await acts.cleanup(turn);
  if (result === null) return null;
  const { removed, paused } = result;
  if (paused !== null) return { backupId: null, removed: 0, result: 'paused', message: paused.message };
  return { backupId: null, removed, result: 'completed', message: null };
}

async function verify(acts: ScheduledActs, turn: ScheduledTurn): Promise<Outcome | null> {
  const report = await acts.verification(turn);
  if (report === null) return null;
  const base = { backupId: null, removed: null, message: describeVerification(report) };
  // An archive that could not be examined may be a stumble, so it is tried again; one that is corrupt stays so.
  if (report.failed.length > 0) return { ...base, result: 'failed' };
  const bad = report.corrupt.length + report.missing.length > 0;
  return { ...base, result: bad ? 'damaged' : 'completed' };
}

const jobs: Record<ScheduledJob, (acts: ScheduledActs, turn: ScheduledTurn) => Promise<Outcome | null>> = {
  backup: backUp,
  cleanup: cleanUp,
  verification: verify,
};
