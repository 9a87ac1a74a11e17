import type { SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';
import { interruptRun } from './interruptRun.ts';
import { resultOfBackup, retryPausesMs } from './runSlot.ts';

/**
 * Makes a slot this tab's own whose tab is gone or frozen. Its token rises first: from then on nothing that was begun under the old one
 * can be published. Then a backup that was published before ends the slot, and a run that was cut is marked as interrupted.
 * @returns the slot as it is now; null when it has ended, or another tab was faster.
 * @throws HoldfastError `storage-failed`.
 */
export async function takeOverSlot(services: Services, slot: SlotRecord): Promise<SlotRecord | null> {
  const { slots, backups, project, clock, tab } = services;
  const mine: SlotRecord = { ...slot, tab, token: slot.token + 1 };
  if (!(await slots.replace(mine, slot.token))) return null;
  if (slot.state !== 'running') return mine;
  const runs = (await backups.list(project.id)).filter(({ schedule }) => schedule?.slotId === slot.id);
  const finishedAt = new Date(clock.now()).toISOString();
  const published = runs.find(({ archive }) => archive !== null); // tombstones keep theirs
  if (published !== undefined) {
    await slots.replace({ ...mine, ...resultOfBackup(published), state: 'ended', finishedAt }, mine.token);
    return null;
  }
  for (const run of runs) await interruptRun(services, run.id);
  const cut = { backupId: runs[0]?.id ?? null, message: 'The tab was closed while it ran.' };
  if (slot.tries > retryPausesMs.length) {
    await slots.replace({ ...mine, ...cut, state: 'ended', result: 'failed', finishedAt }, mine.token);
    return null;
  }
  const again: SlotRecord = { ...mine, ...cut, state: 'waiting' };
  return (await slots.replace(again, mine.token)) ? again : null;
}
