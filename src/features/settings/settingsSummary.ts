import type { Schedule } from '../../core/schedule.ts';
import { describeRepeats } from '../../core/scheduleWords.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatList, formatPlural } from '../../ui/formatNumber.ts';
import { inSentence } from '../../ui/inSentence.ts';

/** When the schedules that are on run, in one sentence: "Every day at 02:00 and every Sunday at 03:00"; null when none is on. */
export function describeSchedules(schedules: readonly Schedule[]): string | null {
  const times = [...new Set(schedules.filter(({ on }) => on).map(({ repeats }) => describeRepeats(repeats)))];
  if (times.length === 0) return null;
  const shown = times.length > 3 ? [...times.slice(0, 2), `${times.length - 2} more`] : times;
  return formatList(shown.map((text, index) => (index === 0 ? text : inSentence(text))));
}

/** How long backups stay, in one sentence: "Automatic backups stay 30 days". */
export function describeRetention({ automaticDays, maxMegabytes }: ProjectSettings['retention']): string {
  const stay = `Automatic backups stay ${automaticDays === null ? 'without end' : formatPlural(automaticDays, 'day')}`;
  return maxMegabytes === null ? stay : `${stay}; all together take at most ${formatBytes(maxMegabytes * 1e6)}`;
}
