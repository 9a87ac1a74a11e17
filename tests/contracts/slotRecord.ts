import type { SlotRecord } from '../../src/core/slot.ts';

export const projectId = 'https://one.example';

/** A slot of the daily backup on a day of January 2026, claimed and not begun, unless told otherwise. */
export function slotRecord(day: number, changes: Partial<SlotRecord> = {}): SlotRecord {
  const date = `2026-01-${String(day).padStart(2, '0')}`;
  return {
    projectId,
    id: `daily-backup@${date}T02:00+00:00[UTC]`,
    scheduleId: 'daily-backup',
    name: 'Daily backup',
    job: 'backup',
    dueAt: `${date}T02:00:00.000Z`,
    state: 'waiting',
    result: null,
    token: 1,
    tab: 'tab-1',
    startedAt: null,
    triedAt: null,
    tries: 0,
    nextTryAt: null,
    finishedAt: null,
    backupId: null,
    removed: null,
    message: null,
    seenAt: null,
    ...changes,
  };
}

/** The same slot when it has ended well. */
export function endedSlot(day: number, changes: Partial<SlotRecord> = {}): SlotRecord {
  return slotRecord(day, { state: 'ended', result: 'completed', ...changes });
}
