import { dueSlots } from '../core/dueSlots.ts';
import type { Schedule } from '../core/schedule.ts';
import { claimedSlot, type Slot, type SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';

/** Slots longer ago are nobody's: a clock that stood at 1970 until it was set must not give decades of missed ones. */
const longestLookBackMs = 400 * 24 * 3_600_000;

type Parts = Pick<Services, 'slots' | 'project' | 'clock' | 'tab'>;

/**
 * Looks at the clock and claims what is due: the newest unclaimed slot of each schedule is this tab's to run, older ones are written
 * down as missed. The first look of all only marks where the log begins.
 * @returns all slots that have not ended, oldest first.
 * @throws HoldfastError `storage-full`, `storage-failed`.
 */
export async function claimSlots(parts: Parts, schedules: readonly Schedule[]): Promise<SlotRecord[]> {
  const { slots, project, clock, tab } = parts;
  const now = clock.now();
  const checked = await slots.checkedUntil(project.id);
  const checkedUntil = Math.max(checked ?? now, now - longestLookBackMs);
  const known = await slots.list(project.id, Math.min(checkedUntil, now));
  const due = dueSlots({ schedules, records: known, checkedUntil, now });
  const names = new Map(schedules.map(({ id, name }) => [id, name]));
  const recordOf = (slot: Slot) =>
    claimedSlot(slot, { projectId: project.id, tab, name: names.get(slot.scheduleId) ?? slot.scheduleId });

  if (due.reopened.length > 0) await slots.remove(project.id, due.reopened);
  if (due.missed.length > 0) await slots.claimAll(due.missed.map((slot) => missedSlot(recordOf(slot), now)));
  const claimed: SlotRecord[] = [];
  for (const record of due.run.map(recordOf)) if (await slots.claim(record)) claimed.push(record);
  const open = await endOlder(parts, [...known.filter(({ state }) => state !== 'ended'), ...claimed], schedules);
  if (due.checkedUntil !== checked) await slots.setCheckedUntil(project.id, due.checkedUntil);
  return open.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}

function missedSlot(slot: SlotRecord, now: number, message = 'No tab was awake'): SlotRecord {
  return { ...slot, state: 'ended', result: 'missed', finishedAt: new Date(now).toISOString(), message };
}

/**
 * Ends slots that nobody will run any more: those that never began or wait for another try when the schedule's next slot is there, or
 * when the schedule was switched off or deleted. What runs goes on.
 * @returns those that stay open.
 */
async function endOlder(
  { slots, clock }: Parts,
  open: readonly SlotRecord[],
  schedules: readonly Schedule[],
): Promise<SlotRecord[]> {
  const now = clock.now();
  const on = new Set(schedules.filter((schedule) => schedule.on).map(({ id }) => id));
  const stay: SlotRecord[] = [];
  for (const slot of open) {
    const overtaken = open.some((other) => other.scheduleId === slot.scheduleId && other.dueAt > slot.dueAt);
    if (slot.state === 'running' || (on.has(slot.scheduleId) && !overtaken)) stay.push(slot);
    // The token rises, so that a turn that it still has in a queue comes to nothing.
    else await slots.replace({ ...giveUp(slot, now, overtaken), token: slot.token + 1 }, slot.token);
  }
  return stay;
}

function giveUp(slot: SlotRecord, now: number, overtaken: boolean): SlotRecord {
  if (slot.tries > 0)
    return { ...slot, state: 'ended', result: 'failed', nextTryAt: null, finishedAt: new Date(now).toISOString() };
  return missedSlot(
    slot,
    now,
    overtaken ? 'It still waited when the next one was due' : 'Its schedule was switched off',
  );
}
