import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSlot, nextSlots, slotsBetween } from '../../src/core/dueSlots.ts';
import type { Repeats } from '../../src/core/schedule.ts';
import { wallClock } from '../../src/core/wallClock.ts';
import { runs } from '../runs.ts';
import {
  anyInstant,
  anySchedule,
  at,
  backup,
  cleanup,
  cron,
  daily,
  dayMs,
  hourMs,
  ids,
  instant,
  instants,
  minuteMs,
  year,
} from './schedules.ts';

describe('slotsBetween', () => {
  it('has what comes after the first instant, up to and with the last', () => {
    const [due, next] = [at('2026-01-25T01:00Z'), at('2026-01-26T01:00Z')];
    const between = (after: number, until: number) => instants(slotsBetween(backup, after, until));
    expect(between(due - 1, next)).toEqual([instant(due), instant(next)]);
    expect(between(due, next - 1)).toEqual([]);
    expect(between(due + 1, next)).toEqual([instant(next)]);
    expect(between(next, due)).toEqual([]);
  });

  it('names a slot by its schedule, wall time, offset and zone', () => {
    const [slot] = slotsBetween(backup, at('2026-01-25T00:00Z'), at('2026-01-25T12:00Z'));
    expect(slot).toEqual({
      id: 'daily-backup@2026-01-25T02:00+01:00[Europe/Berlin]',
      scheduleId: 'daily-backup',
      job: 'backup',
      dueAt: at('2026-01-25T01:00Z'),
    });
    const idIn = (timeZone: string) => slotsBetween(daily(timeZone), at('2026-01-25'), at('2026-01-26'))[0]?.id;
    expect(idIn('Asia/Kathmandu')).toBe('daily-backup@2026-01-26T02:00+05:45[Asia/Kathmandu]');
    expect(idIn('America/New_York')).toBe('daily-backup@2026-01-25T02:00-05:00[America/New_York]');
    expect(idIn('America/St_Johns')).toBe('daily-backup@2026-01-25T02:00-03:30[America/St_Johns]');
    expect(idIn('UTC')).toBe('daily-backup@2026-01-25T02:00+00:00[UTC]');
  });

  it('follows days of the week and of the month', () => {
    const dates = (repeats: Repeats, until: string) =>
      slotsBetween({ ...daily('UTC'), repeats }, at('2026-01-01'), at(until)).map(({ dueAt }) =>
        instant(dueAt).slice(5, 10),
      );
    expect(dates({ kind: 'weekly', time: '03:00', days: [7, 3] }, '2026-01-15')).toEqual([
      '01-04',
      '01-07',
      '01-11',
      '01-14',
    ]);
    expect(dates({ kind: 'monthly', time: '23:30', day: 'last' }, '2026-05-01')).toEqual([
      '01-31',
      '02-28',
      '03-31',
      '04-30',
    ]);
    expect(dates({ kind: 'monthly', time: '23:30', day: 28 }, '2026-04-01')).toEqual(['01-28', '02-28', '03-28']);
  });

  it('has nothing for an expression that never matches', () => {
    expect(slotsBetween(cron('0 2 30 2 *'), at('2026-01-01'), at('2096-01-01'))).toEqual([]);
    expect(nextSlots(cron('0 2 30 2 *'), at('2026-01-01'), 5)).toEqual([]);
  });

  it.each([
    ['Europe/Berlin', { '2026-03-29': '03:00' }],
    ['America/New_York', { '2026-03-08': '03:00' }],
    ['Australia/Sydney', { '2026-10-04': '03:00' }],
    ['Australia/Lord_Howe', { '2026-10-04': '02:30' }],
    ['Asia/Kathmandu', {}],
    ['America/Sao_Paulo', {}],
    ['UTC', {}],
  ])('has 02:00 of every day of a year in %s once, and the skipped one after the jump', (timeZone, moved) => {
    const slots = slotsBetween(daily(timeZone), at('2025-12-31T00:00Z'), at('2027-01-02T00:00Z'));
    const walls = slots.map(({ dueAt }) => wallClock(dueAt, timeZone)).filter(({ date }) => date.startsWith('2026'));
    expect(new Set(walls.map(({ date }) => date)).size).toBe(365);
    expect(walls).toHaveLength(365);
    const others = walls.filter(({ time }) => time !== '02:00').map(({ date, time }) => [date, time]);
    expect(Object.fromEntries(others)).toEqual(moved);
  });

  it('has a time of a doubled hour once, at its first coming', () => {
    const next = (timeZone: string, time: string, after: string) =>
      instants(nextSlots(daily(timeZone, time), at(after), 2));
    expect(next('Europe/Berlin', '02:30', '2026-10-24T12:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    expect(next('America/New_York', '01:30', '2026-10-31T12:00Z')).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
    expect(next('Australia/Lord_Howe', '01:45', '2026-04-04T10:00Z')).toEqual([
      '2026-04-04T14:45:00.000Z',
      '2026-04-05T15:15:00.000Z',
    ]);
  });

  it('has every hour of an hourly expression once, and two ids for the hour that comes twice', () => {
    const slots = slotsBetween(cron('0 * * * *'), at('2026-10-24T22:00Z'), at('2026-10-25T02:00Z'));
    expect(ids(slots).map((id) => id.slice(13, 35))).toEqual([
      '2026-10-25T01:00+02:00',
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T03:00+01:00',
    ]);
    expect(slotsBetween(cron('0 * * * *'), at('2026-03-28T23:00Z'), at('2026-03-29T03:00Z'))).toHaveLength(4);
  });

  it('leaves out a time that a jump over midnight skips', () => {
    expect(instants(nextSlots(daily('America/Nuuk', '23:30'), at('2026-03-27T12:00Z'), 2))).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('agrees with looking at the wall minute by minute, around changes of the clock', () => {
    const changes: [string, string][] = [
      ['Europe/Berlin', '2026-03-29'],
      ['Europe/Berlin', '2026-10-25'],
      ['America/New_York', '2026-03-08'],
      ['America/New_York', '2026-11-01'],
      ['Australia/Sydney', '2026-04-05'],
      ['Australia/Sydney', '2026-10-04'],
      ['Australia/Lord_Howe', '2026-04-05'],
      ['Australia/Lord_Howe', '2026-10-04'],
      ['America/Sao_Paulo', '2018-02-17'],
      ['America/Sao_Paulo', '2018-11-04'],
      ['Asia/Kathmandu', '2026-03-29'],
    ];
    const early = fc.integer({ min: 0, max: 4 * 60 - 1 });
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.oneof(early, fc.integer({ min: 0, max: 1439 })),
        ([timeZone, date], minute) => {
          const time = instant(minute * minuteMs).slice(11, 16);
          const begin = at(date) - 15 * hourMs;
          const minutes = Array.from({ length: 54 * 60 }, (_, index) => begin + index * minuteMs);
          const first = minutes.find((ms) => {
            const wall = wallClock(ms, timeZone);
            return wall.date === date && wall.time >= time;
          });
          const slots = slotsBetween(daily(timeZone, time), begin - dayMs, begin + 4 * dayMs);
          const ofTheDay = slots.filter(({ dueAt }) => wallClock(dueAt, timeZone).date === date);
          expect(instants(ofTheDay)).toEqual(first === undefined ? [] : [instant(first)]);
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

describe('the slots of any schedule', () => {
  it('are the same in one look as in many', () => {
    fc.assert(
      fc.property(anySchedule, fc.array(anyInstant, { maxLength: 20 }), (schedule, cuts) => {
        const marks = [year.from, ...cuts.sort((a, b) => a - b), year.until];
        const pieces = marks.slice(1).flatMap((until, index) => slotsBetween(schedule, marks[index] ?? until, until));
        expect(pieces).toEqual(slotsBetween(schedule, year.from, year.until));
      }),
      { numRuns: runs(15) },
    );
  });

  it('rise, have an id each, and are the ones that nextSlots counts', () => {
    fc.assert(
      fc.property(anySchedule, anyInstant, fc.integer({ min: 0, max: 30 }), (schedule, after, count) => {
        const slots = nextSlots(schedule, after, count);
        expect(slots).toHaveLength(count);
        expect(slots.every(({ dueAt }, index) => dueAt > (slots[index - 1]?.dueAt ?? after))).toBe(true);
        expect(new Set(ids(slots)).size).toBe(count);
        expect(slotsBetween(schedule, after, slots.at(-1)?.dueAt ?? after)).toEqual(slots);
      }),
      { numRuns: runs(15) },
    );
  });
});

/** Whether a day is one of an expression's: of both the days of the month and those of the week, when both are named. */
function isDay(at: number, days: readonly number[], weekdays: readonly number[], months: readonly number[]): boolean {
  const date = new Date(at);
  const [ofMonth, ofWeek] = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())];
  const named = days.length === 0 ? weekdays.length === 0 || ofWeek : ofMonth || ofWeek;
  return named && (months.length === 0 || months.includes(date.getUTCMonth() + 1));
}

describe('the slots of a cron expression', () => {
  it.each([
    '0 2 1 * 1',
    '0 2 1,30 * *',
    '0 2 2,31 * *',
    '0 2 1,15,30,31 * 4',
  ])('do not pass over the first days of March: %s', (expression) => {
    const whole = slotsBetween(cron(expression), at('2027-02-10'), at('2027-03-10'));
    const march = slotsBetween(cron(expression), at('2027-02-28T22:59Z'), at('2027-03-10'));
    expect(whole.filter(({ id }) => id.includes('@2027-03'))).toEqual(march);
    expect(march[0]?.id).toMatch(/@2027-03-0[12]T02:00/);
  });

  it('are on the days that the calendar names', () => {
    const list = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { maxLength: 4 });
    const field = (numbers: readonly number[]) => (numbers.length === 0 ? '*' : numbers.join(','));
    const start = fc.integer({ min: 0, max: 1500 }).map((days) => Date.UTC(2026, 0) + days * dayMs);
    fc.assert(
      fc.property(list(1, 31), list(0, 6), list(1, 12), start, (days, weekdays, months, from) => {
        const expected = Array.from({ length: 450 }, (_, index) => from + index * dayMs)
          .filter((day) => isDay(day, days, weekdays, months))
          .map((day) => instant(day + 2 * hourMs));
        const expression = `0 2 ${field(days)} ${field(months)} ${field(weekdays)}`;
        expect(instants(slotsBetween(cron(expression, 'UTC'), from, from + 450 * dayMs))).toEqual(expected);
      }),
      { numRuns: runs(50) },
    );
  });
});

describe('nextSlot', () => {
  it('is the earliest of those that are on', () => {
    const after = at('2026-03-26T13:32Z');
    expect(nextSlot([cleanup, backup], after)).toMatchObject({
      schedule: backup,
      slot: { dueAt: at('2026-03-27T01:00Z') },
    });
    expect(nextSlot([cleanup, { ...backup, on: false }], after)?.schedule).toBe(cleanup);
    expect(nextSlot([{ ...backup, on: false }], after)).toBeNull();
    expect(nextSlot([], after)).toBeNull();
  });

  it('is the backup when a cleanup is due at the same instant', () => {
    const next = nextSlot([cleanup, backup], at('2026-03-28T12:00Z'));
    expect([next?.schedule.id, next?.slot.dueAt]).toEqual(['daily-backup', at('2026-03-29T01:00Z')]);
  });
});
