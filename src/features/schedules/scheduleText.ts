import { nextSlots } from '../../core/dueSlots.ts';
import type { Schedule } from '../../core/schedule.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { TableChoice } from '../../core/tableChoice.ts';
import { wallClock } from '../../core/wallClock.ts';
import { formatClock, formatComing } from '../../ui/formatComing.ts';
import { formatPlural } from '../../ui/formatNumber.ts';

/** "All tables", "2 tables", "All but 1 table". */
export function sayTables({ mode, names }: TableChoice): string {
  if (mode === 'all' || (mode === 'except' && names.length === 0)) return 'All tables';
  const count = formatPlural(names.length, 'table');
  return mode === 'only' ? count : `All but ${count}`;
}

/** "1 day", "30 days"; "Without end" for null. */
export function sayDays(days: number | null): string {
  return days === null ? 'Without end' : formatPlural(days, 'day');
}

/** What a schedule does, in a few words. */
export function sayWhat(schedule: Schedule, settings: ProjectSettings): string {
  if (schedule.job === 'cleanup') return 'Retention';
  if (schedule.job === 'verification') return 'All archives';
  return `${sayTables(schedule.tables ?? settings.tables)}${schedule.snapshot ? ', one moment' : ''}`;
}

/**
 * When a run comes, on the schedule's clock, and on the viewer's where that shows something else: "tomorrow 02:00",
 * "tomorrow 05:30, 10:30 here". Instants in ms since the epoch; `here`: the viewer's zone.
 */
export function sayComing(dueAt: number, timeZone: string, here: string, now: number): string {
  const there = formatComing(dueAt, now, timeZone);
  const [wallThere, wallHere] = [wallClock(dueAt, timeZone), wallClock(dueAt, here)];
  if (wallThere.offsetMs === wallHere.offsetMs) return there;
  const sameDay = wallThere.date === wallHere.date;
  return `${there}, ${sameDay ? formatClock(dueAt, here) : formatComing(dueAt, now, here)} here`;
}

/** The instant of a schedule's next run, ms since the epoch; null when it is off. */
export function nextRunAt(schedule: Schedule, now: number): number | null {
  return schedule.on ? (nextSlots(schedule, now, 1)[0]?.dueAt ?? null) : null;
}
