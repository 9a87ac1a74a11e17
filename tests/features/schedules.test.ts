import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Schedule, scheduleSchema } from '../../src/core/schedule.ts';
import { clockNote } from '../../src/features/schedules/clockNote.ts';
import { formOf, newSchedule, scheduleOf, validateSchedule } from '../../src/features/schedules/scheduleForm.ts';

const at = (iso: string) => Date.parse(iso);

test.each([
  // viewer in Berlin, from 26 Mar to 2 Apr 2026
  ['America/New_York', 'Clocks go forward in Berlin on 29 Mar, so it runs an hour later here.'],
  ['Europe/Berlin', 'Clocks go forward in Berlin on 29 Mar. It goes by the clock.'],
  [
    'Europe/Lisbon',
    'Clocks go forward in Lisbon on 29 Mar. Clocks go forward in Berlin on 29 Mar. It goes by the clock in both.',
  ],
])('a schedule of %s tells what the change of clocks does to it', (zone, note) => {
  expect(clockNote(zone, 'Europe/Berlin', at('2026-03-26T13:32:00Z'), at('2026-04-02T09:30:00Z'))).toBe(note);
});

test.each([
  ['America/New_York', 'Asia/Kathmandu', 'Clocks go back in New York on 1 Nov, so it runs an hour later here.'],
  ['Asia/Kathmandu', 'America/New_York', 'Clocks go back in New York on 1 Nov, so it runs an hour earlier here.'],
  ['Asia/Kathmandu', 'UTC', null],
])('from %s, seen in %s, in autumn', (there, here, note) => {
  expect(clockNote(there, here, at('2026-10-30T12:00:00Z'), at('2026-11-04T12:00:00Z'))).toBe(note);
});

test('half an hour is told as such', () => {
  const note = clockNote('Australia/Lord_Howe', 'UTC', at('2026-04-01T00:00:00Z'), at('2026-04-08T00:00:00Z'));
  expect(note).toBe('Clocks go back in Lord Howe on 5 Apr, so it runs half an hour later here.');
});

const twoDigits = (most: number) => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
const time = fc.tuple(twoDigits(23), twoDigits(59)).map((parts) => parts.join(':'));
const day = fc.integer({ min: 1, max: 7 });

const schedules: fc.Arbitrary<Schedule> = fc.record({
  id: fc.constant('office-1'),
  job: fc.constant('backup'),
  name: fc.stringMatching(/^[a-z]{1,60}$/),
  on: fc.boolean(),
  repeats: fc.oneof(
    fc.record({ kind: fc.constant('daily'), time }),
    fc.record({
      kind: fc.constant('weekly'),
      time,
      days: fc.uniqueArray(day, { minLength: 1 }).map((days) => days.sort()),
    }),
    fc.record({
      kind: fc.constant('monthly'),
      time,
      day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)),
    }),
    fc.record({ kind: fc.constant('cron'), expression: fc.constantFrom('15 6 1 * *', '0 */2 * * 1-5') }),
  ) as fc.Arbitrary<Schedule['repeats']>,
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
  tables: fc.constantFrom(
    null,
    { mode: 'all' as const, names: [] },
    { mode: 'except' as const, names: ['public.sms_logs'] },
    { mode: 'only' as const, names: ['"odd.schema".a', 'public.b'] },
  ),
  keep: fc.oneof(fc.constantFrom(null, 'forever' as const), fc.integer({ min: 1, max: 36_500 })),
  snapshot: fc.boolean(),
  reason: fc.constantFrom('', 'Before the office opens'),
  since: fc.constantFrom(null, '2026-02-02T10:00:00.000Z'),
});

test('opening a schedule and saving it changes nothing of it', () => {
  fc.assert(
    fc.property(schedules, (schedule) => {
      expect(scheduleSchema.parse(schedule)).toEqual(schedule);
      const form = formOf(schedule, 'UTC');
      expect(validateSchedule(form, schedule, [])).toEqual({});
      expect(scheduleOf(form, schedule)).toEqual(schedule);
    }),
  );
});

test('a cleanup keeps what its form does not show', () => {
  const cleanup: Schedule = { ...newSchedule('UTC'), id: 'cleanup', job: 'cleanup', name: 'Cleanup', keep: 7 };
  const form = { ...formOf(cleanup, 'UTC'), keep: 'forever', tables: 'all' as const, time: '3:15' };
  expect(scheduleOf(form, cleanup)).toEqual({ ...cleanup, repeats: { kind: 'daily', time: '03:15' } });
});

test.each([
  ['time', { time: '25:00' }, 'A time looks like 02:00.'],
  ['name', { name: '   ' }, 'Give it a name.'],
  ['days', { kind: 'weekly' as const, days: [] }, 'Choose a day.'],
  ['timeZone', { timeZone: 'Mars/Olympus' }, 'This browser knows no such time zone.'],
  ['keepDays', { keep: 'other', keepDays: '' }, 'Choose a number of days from 1 to 36,500.'],
  ['names', { tables: 'except' as const, names: ['public.'] }, 'Enter tables, such as public.orders.'],
])('what is wrong is told at the field %s', (name, change, message) => {
  const base = { ...newSchedule('UTC'), name: 'Noon' };
  const form = { ...formOf(base, 'UTC'), ...change };
  expect(validateSchedule(form, base, [])).toEqual({ [name]: message });
});
