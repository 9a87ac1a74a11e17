import fc from 'fast-check';
import { defaultSchedules, type Repeats, type Schedule } from '../../src/core/schedule.ts';
import type { Slot } from '../../src/core/slot.ts';

export const [backup, cleanup] = defaultSchedules('Europe/Berlin') as [Schedule, Schedule];
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const at = (iso: string) => Date.parse(iso);
export const instant = (ms: number) => new Date(ms).toISOString();
export const instants = (slots: readonly Slot[]) => slots.map(({ dueAt }) => instant(dueAt));
export const ids = (slots: readonly Slot[]) => slots.map(({ id }) => id);

export function daily(timeZone: string, time = '02:00'): Schedule {
  return { ...backup, timeZone, repeats: { kind: 'daily', time } };
}
export function cron(expression: string, timeZone = 'Europe/Berlin'): Schedule {
  return { ...backup, timeZone, repeats: { kind: 'cron', expression } };
}

export const zones = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Sydney',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'UTC',
  'Australia/Lord_Howe',
];
export const anyTime = fc.integer({ min: 0, max: 1439 }).map((minute) => instant(minute * minuteMs).slice(11, 16));
export const anyRepeats: fc.Arbitrary<Repeats> = fc.oneof(
  fc.record({ kind: fc.constant('daily' as const), time: anyTime }),
  fc.record({
    kind: fc.constant('weekly' as const),
    time: anyTime,
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  }),
  fc.record({
    kind: fc.constant('monthly' as const),
    time: anyTime,
    day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
  }),
  fc.record({
    kind: fc.constant('cron' as const),
    expression: fc.constantFrom(
      '15 */6 * * *',
      '45 1,2,3 * * *',
      '0 0 29 2 *',
      '30 2 1 * 1',
      '0 9 2 * 5L',
      '0 9 LW * *',
    ),
  }),
);
export const anySchedule = fc
  .record({
    repeats: anyRepeats,
    timeZone: fc.constantFrom(...zones),
    job: fc.constantFrom('backup' as const, 'cleanup' as const),
  })
  .map((some): Schedule => ({ ...backup, ...some }));
export const year = { from: at('2026-01-01T00:00Z'), until: at('2027-01-01T00:00Z') };
export const anyInstant = fc.integer({ min: year.from, max: year.until });
