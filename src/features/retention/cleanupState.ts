import { nextSlot } from '../../core/dueSlots.ts';
import { describeRepeats } from '../../core/scheduleWords.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatDay } from '../../ui/formatTime.ts';
import { inSentence } from '../../ui/inSentence.ts';

/** How things stand with cleanup, in a line. */
export interface CleanupState {
  kind: 'on' | 'off' | 'paused';
  words: string;
}

/** "Cleanup is on, every Sunday at 03:00. Next on 29 Mar". `now` in ms. */
export function describeCleanup(settings: ProjectSettings, paused: boolean, now: number): CleanupState {
  const schedules = settings.schedules.filter(({ job, on }) => job === 'cleanup' && on);
  if (!settings.automatic) return { kind: 'off', words: 'Cleanup is off, because automatic backups are stopped' };
  if (schedules.length === 0) return { kind: 'off', words: 'Cleanup is off. Switch it on under Schedules' };
  if (paused) return { kind: 'paused', words: 'Cleanup is paused, nothing is removed' };
  const next = nextSlot(schedules, now);
  const [only] = schedules;
  const when = schedules.length === 1 && only !== undefined ? `, ${inSentence(describeRepeats(only.repeats))}` : '';
  const day = next === null ? '' : ` Next on ${formatDay(next.slot.dueAt, now, next.schedule.timeZone)}`;
  return { kind: 'on', words: `Cleanup is on${when}.${day}` };
}
