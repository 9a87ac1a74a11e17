import { claimedSlot, type SlotRecord } from '../../src/core/slot.ts';

export const projectId = 'https://one.example';

/** A slot of the daily backup on a day of January 2026, claimed and not begun, unless told otherwise. */
export function slotRecord(day: number, changes: Partial<SlotRecord> = {}): SlotRecord {
  const date = `2026-01-${String(day).padStart(2, '0')}`;
  const slot = { id: `daily-backup@${date}T02:00+00:00[UTC]`, scheduleId: 'daily-backup', job: 'backup' as const };
  const dueAt = Date.parse(`${date}T02:00Z`);
  return { ...claimedSlot({ ...slot, dueAt }, { projectId, name: 'Daily backup', tab: 'tab-1' }), ...changes };
}

/** The same slot when it has ended well. */
export function endedSlot(day: number, changes: Partial<SlotRecord> = {}): SlotRecord {
  return slotRecord(day, { state: 'ended', result: 'completed', ...changes });
}
