import type { Schedule } from '../../core/schedule.ts';
import { type SlotRecord, slotKind } from '../../core/slot.ts';

/** `all`, `trouble`, or `schedule:` and the id of one. */
export type LogFilter = string;

const ofSchedule = (id: string) => `schedule:${id}`;

/** What the log can be narrowed to: schedules that exist, and those that were deleted but left slots. */
export function logFilters(
  schedules: readonly Schedule[],
  slots: readonly SlotRecord[],
): { value: LogFilter; label: string }[] {
  const names = new Map(schedules.map(({ id, name }) => [id, name]));
  for (const { scheduleId, name } of slots) if (!names.has(scheduleId)) names.set(scheduleId, `${name} (deleted)`);
  return [
    { value: 'all', label: 'All runs' },
    { value: 'trouble', label: 'Trouble only' },
    ...[...names].map(([id, label]) => ({ value: ofSchedule(id), label })),
  ];
}

function isTrouble(slot: SlotRecord): boolean {
  const kind = slotKind(slot);
  return kind === 'failed' || kind === 'partial' || kind === 'missed' || slot.state === 'retrying';
}

/** The lines of the log, those that have not ended on top; else in the order given, newest first. */
export function filterLog(slots: readonly SlotRecord[], filter: LogFilter): SlotRecord[] {
  const matching = slots.filter(
    (slot) => filter === 'all' || (filter === 'trouble' ? isTrouble(slot) : ofSchedule(slot.scheduleId) === filter),
  );
  const isOpen = ({ state }: SlotRecord) => state !== 'ended';
  return [...matching.filter(isOpen), ...matching.filter((slot) => !isOpen(slot))];
}
