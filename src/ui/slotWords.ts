import { type CalendarDay, countSlots } from '../core/reliability.ts';
import { type SlotKind, type SlotRecord, slotKind } from '../core/slot.ts';
import { describeLateness, tellableLateness } from '../core/slotNews.ts';
import { formatList } from './formatNumber.ts';

/** In the order in which they are told. */
const kinds = ['done', 'late', 'partial', 'failed', 'missed', 'open'] as const satisfies readonly SlotKind[];

/** The kinds that have ended: those of the legend. */
export const endedKinds = ['done', 'late', 'partial', 'failed', 'missed'] as const satisfies readonly SlotKind[];

/** As they stand behind a number: "64 on time". */
export const kindWords: Record<SlotKind, string> = {
  done: 'on time',
  late: 'late',
  partial: 'partial',
  failed: 'failed',
  missed: 'missed',
  open: 'not ended',
};

/** "64 on time, 13 late and 9 missed"; kinds that did not occur are left out. Empty when there is none. */
export function sayCounts(counts: Record<SlotKind, number>): string {
  return formatList(kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kindWords[kind]}`));
}

/** What a day of the calendar holds, in words: "On time", "2 on time and 1 failed", "Nothing was due". */
export function sayDay({ slots }: CalendarDay): string {
  const [only, ...more] = slots;
  if (only === undefined) return 'Nothing was due';
  if (more.length > 0) return sayCounts(countSlots(slots));
  const words = kindWords[slotKind(only)];
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "late by 5 h"; null for a slot that began in time or never. */
export function sayLateness(slot: SlotRecord): string | null {
  const lateMs = tellableLateness(slot);
  return lateMs === null ? null : `late by ${describeLateness(lateMs)}`;
}
