import { asSentence } from '../../core/asSentence.ts';
import type { BackupRecord } from '../../core/backup.ts';
import { type Schedule, scheduledJobs } from '../../core/schedule.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { isUnseenFailure, sayFailed } from '../../core/slotNews.ts';
import { formatList, formatPlural } from '../../ui/formatNumber.ts';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { waitsForSignIn } from '../../ui/waitingWords.ts';

/** "2 backups, 1 cleanup, 1 verification": the schedules that are on. Empty when none is. */
export function describeJobs(schedules: readonly Schedule[]): string {
  const count = (job: Schedule['job']) => schedules.filter((schedule) => schedule.on && schedule.job === job).length;
  return scheduledJobs
    .filter((job) => count(job) > 0)
    .map((job) => formatPlural(count(job), job))
    .join(', ');
}

/** The last automatic backup that ended: of a slot, or one that a person started to try it. */
export type LastRun =
  | { kind: 'slot'; slot: SlotRecord; startedAt: string }
  | { kind: 'test'; record: BackupRecord; startedAt: string };

/** Finds it in the run log and the history, both newest first; null when there was none yet. */
export function findLastRun(slots: readonly SlotRecord[], records: readonly BackupRecord[]): LastRun | null {
  const started = slots.flatMap((slot) =>
    slot.job === 'backup' && slot.state === 'ended' && slot.startedAt !== null
      ? [{ kind: 'slot' as const, slot, startedAt: slot.startedAt }]
      : [],
  );
  const test = records.find(
    ({ type, schedule, status }) =>
      type === 'automatic' && schedule !== null && schedule.slotId === null && status !== 'in progress',
  );
  const tests = test === undefined ? [] : [{ kind: 'test' as const, record: test, startedAt: test.createdAt }];
  return (
    [...started, ...tests].reduce<LastRun | null>(
      (last, run) => (last === null || Date.parse(run.startedAt) > Date.parse(last.startedAt) ? run : last),
      null,
    ) ?? null
  );
}

/** What failed for good and nobody has marked as seen, newest first, in words. */
export interface FailureWords {
  title: string;
  message: string;
  /** Of the newest: its backup; null where it made none. */
  backupId: string | null;
  slots: SlotRecord[];
}

/** `now` in ms; null when nothing is unseen. */
export function describeFailures(slots: readonly SlotRecord[], now: number): FailureWords | null {
  const failed = slots.filter(isUnseenFailure);
  const newest = failed[0];
  if (newest === undefined) return null;
  const tries = newest.tries > 1 ? ` after ${newest.tries} tries` : '';
  const earlier = failed.slice(1).map((slot) => `${slot.name}, ${formatNearMoment(slot.dueAt, now)}`);
  const shown = earlier.length > 3 ? [...earlier.slice(0, 2), `${earlier.length - 2} more`] : earlier;
  const reason = newest.message ?? 'The reason was not recorded.';
  const sentences = [asSentence(reason), shown.length > 0 && `Not seen yet either: ${formatList(shown)}.`];
  return {
    title: `${newest.name}, due ${formatNearMoment(newest.dueAt, now)}, ${sayFailed(newest)}${tries}`,
    message: sentences.filter(Boolean).join(' '),
    backupId: newest.backupId,
    slots: failed,
  };
}

/** What open slots wait for, a sentence each; those that run or take their turn in this tab's queue are shown there. `now` in ms. */
export function describeOpenSlots(
  slots: readonly SlotRecord[],
  signedIn: boolean,
  now: number,
): { id: string; text: string; reason: string | null }[] {
  return slots.flatMap((slot) => {
    const waits = signedIn ? null : waitsForSignIn(slot, now);
    if (waits !== null) return [{ id: slot.id, text: waits, reason: null }];
    if (slot.state !== 'retrying' || slot.nextTryAt === null) return [];
    const next = formatNearMoment(slot.nextTryAt, now).replace(/^today /, '');
    const tries = formatPlural(slot.tries, 'try', 'tries');
    return [{ id: slot.id, text: `${slot.name} failed after ${tries}, next try ${next}`, reason: slot.message }];
  });
}
