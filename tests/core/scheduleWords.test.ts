import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockChange, describeRepeats, describeZone, placeOf } from '../../src/core/scheduleWords.ts';
import { wallClock } from '../../src/core/wallClock.ts';

const weekly = (...days: number[]) => describeRepeats({ kind: 'weekly', time: '06:00', days });
const cron = (expression: string) => describeRepeats({ kind: 'cron', expression });

describe('describeRepeats', () => {
  it('words the schedules of days, weeks and months', () => {
    expect(describeRepeats({ kind: 'daily', time: '02:00' })).toBe('Every day at 02:00');
    expect(describeRepeats({ kind: 'weekly', time: '05:30', days: [1, 2, 3, 4, 5] })).toBe('Monday to Friday at 05:30');
    expect(describeRepeats({ kind: 'weekly', time: '03:00', days: [7] })).toBe('Every Sunday at 03:00');
    expect(describeRepeats({ kind: 'monthly', time: '23:30', day: 15 })).toBe('Day 15 of the month at 23:30');
    expect(describeRepeats({ kind: 'monthly', time: '23:30', day: 'last' })).toBe('Last day of the month at 23:30');
  });

  it('lists days from Monday on, each once, whatever order they were chosen in', () => {
    expect(weekly(5, 1, 3)).toBe('Monday, Wednesday and Friday at 06:00');
    expect(weekly(7, 6)).toBe('Saturday and Sunday at 06:00');
    expect(weekly(2, 2)).toBe('Every Tuesday at 06:00');
    expect(weekly(4, 3, 2)).toBe('Tuesday to Thursday at 06:00');
    expect(weekly(1, 6, 7)).toBe('Monday, Saturday and Sunday at 06:00');
    expect(weekly(7, 6, 5, 4, 3, 2, 1)).toBe('Every day at 06:00');
  });

  it('says different things of different sets of days', () => {
    const sets = Array.from({ length: 127 }, (_, set) =>
      [1, 2, 3, 4, 5, 6, 7].filter((day) => (set + 1) & ((1 << day) >> 1)),
    );
    expect(new Set(sets.map((days) => weekly(...days))).size).toBe(127);
  });

  it('words cron expressions on a clock of 24 hours', () => {
    expect(cron('0 14 * * *')).toBe('At 14:00, every day');
    expect(cron('30 22 * * 1-5')).toBe('At 22:30, Monday through Friday');
    expect(cron('0 2 * * 0')).toBe(cron('0 2 * * 7'));
    expect(cron('0 2 29 2 *')).toBe('At 02:00, on day 29 of the month, only in February');
  });

  it.each(['? ? * * *', '0 2 1 * +1', 'nonsense', ''])('shows "%s", which has no words, as it is', (expression) => {
    expect(cron(expression)).toBe(expression);
  });
});

describe('describeZone', () => {
  it.each([
    ['Europe/Berlin', 'Berlin time'],
    ['America/New_York', 'New York time'],
    ['America/Argentina/Buenos_Aires', 'Buenos Aires time'],
    ['America/Port-au-Prince', 'Port-au-Prince time'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['Etc/GMT', 'UTC'],
    ['Etc/GMT+5', 'UTC−5'],
    ['Etc/GMT-10', 'UTC+10'],
    ['EST', 'EST time'],
  ])('calls %s %s', (timeZone, words) => {
    expect(describeZone(timeZone)).toBe(words);
  });

  it('has the place alone, for headings', () => {
    expect(['America/New_York', 'UTC'].map(placeOf)).toEqual(['New York', 'UTC']);
  });
});

describe('clockChange', () => {
  const [spring, autumn] = [Date.parse('2026-03-29T01:00Z'), Date.parse('2026-10-25T01:00Z')];
  const [from, until] = [Date.parse('2026-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z')];

  it('finds the first change in the span, and its way', () => {
    expect(clockChange('Europe/Berlin', from, until)).toEqual({ at: spring, forward: true });
    expect(clockChange('Europe/Berlin', spring, until)).toEqual({ at: autumn, forward: false });
    expect(clockChange('Australia/Sydney', from, until)).toEqual({
      at: Date.parse('2026-04-04T16:00Z'),
      forward: false,
    });
    expect(clockChange('Australia/Lord_Howe', Date.parse('2026-06-01'), until)).toEqual({
      at: Date.parse('2026-10-03T15:30Z'),
      forward: true,
    });
  });

  it('holds the span to the millisecond', () => {
    expect(clockChange('Europe/Berlin', from, spring)?.at).toBe(spring);
    expect(clockChange('Europe/Berlin', from, spring - 1)).toBeNull();
    expect(clockChange('Europe/Berlin', spring - 1, spring)?.at).toBe(spring);
    expect(clockChange('Europe/Berlin', spring, spring)).toBeNull();
  });

  it.each(['UTC', 'Asia/Kathmandu', 'America/Sao_Paulo'])('finds none in %s in 2026', (timeZone) => {
    expect(clockChange(timeZone, from, until)).toBeNull();
  });

  it('returns the first instant of the new offset', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca');
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => Date.UTC(2018, 0) + days * 24 * 3_600_000);
    fc.assert(
      fc.property(zone, day, (timeZone, start) => {
        const change = clockChange(timeZone, start, start + 366 * 24 * 3_600_000);
        if (change === null) throw new Error(`${timeZone} changes its clocks every year`);
        const [before, after] = [change.at - 1, change.at].map((at) => wallClock(at, timeZone).offsetMs) as [
          number,
          number,
        ];
        expect(before).toBe(wallClock(start, timeZone).offsetMs);
        expect(after > before).toBe(change.forward);
        expect(after).not.toBe(before);
      }),
      { numRuns: 25 },
    );
  });
});
