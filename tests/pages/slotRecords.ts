import type { SlotRecord } from '../../src/core/slot.ts';

/** A slot of the daily backup that ran at its time and completed, unless told otherwise. `dueAt` is an ISO instant. */
export function slotRecord(dueAt: string, given: Partial<SlotRecord> = {}): SlotRecord {
  const startedAt = given.startedAt === undefined ? dueAt : given.startedAt;
  const scheduleId = given.scheduleId ?? 'daily-backup';
  return {
    projectId: 'https://qtzrkwvnbxjd.supabase.co',
    id: `${scheduleId}@${dueAt}`,
    scheduleId,
    name: 'Daily backup',
    job: 'backup',
    dueAt,
    state: 'ended',
    result: 'completed',
    token: 1,
    tab: 'tab-1',
    startedAt,
    triedAt: startedAt,
    tries: startedAt === null ? 0 : 1,
    nextTryAt: null,
    finishedAt: startedAt,
    backupId: null,
    removed: null,
    message: null,
    seenAt: null,
    ...given,
  };
}
