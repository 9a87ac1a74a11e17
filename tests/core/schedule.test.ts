import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronOf, defaultSchedules, type Schedule, scheduleSchema, stampSchedules } from '../../src/core/schedule.ts';
import { wallClock } from '../../src/core/wallClock.ts';

const [daily, cleanup] = defaultSchedules('Europe/Berlin') as [Schedule, Schedule];

/** What the form shows under its fields, as `field: message`; empty when the schedule is taken. */
function complaints(change: object): string[] {
  const result = scheduleSchema.safeParse({ ...daily, ...change });
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const complaintOf = (expression: string) => complaints({ repeats: { kind: 'cron', expression } })[0] ?? null;

describe('a cron expression', () => {
  it.each([
    '0 2 * * *',
    '30 2 * * 1-5',
    '0 * * * *',
    '15 */6 * * *',
    '0 2 L * *',
    '0 2 * * 5#2',
    '0 2 29 2 *',
    '*/60 * * * *',
  ])('may be %s', (expression) => {
    expect(complaintOf(expression)).toBeNull();
  });

  it('is kept without the blanks around it', () => {
    const { repeats } = scheduleSchema.parse({ ...daily, repeats: { kind: 'cron', expression: ' 0 2 * * 1 ' } });
    expect(cronOf(repeats)).toBe('0 2 * * 1');
  });

  it.each([
    '',
    '0 2 * *',
    '0 0 2 * * *',
    '0 0 2 * * * 2026',
    '@daily',
    '@hourly',
  ])('has five fields, unlike "%s"', (expression) => {
    expect(complaintOf(expression)).toBe(
      'repeats.expression: A cron expression has five fields: minute, hour, day, month and weekday, such as 0 2 * * 1.',
    );
  });

  it.each([
    '* * * * *',
    '? 2 * * *',
    '*/30 * * * *',
    '0,59 * * * *',
    '0,30 2 * * *',
    '0-1 2 1 1 *',
    '*/59 2 * * *',
  ])('runs at most once an hour, unlike %s', (expression) => {
    expect(complaintOf(expression)).toBe('repeats.expression: A schedule runs at most once an hour.');
  });

  it.each(['0 2 30 2 *', '0 0 31 4,6,9,11 *'])('comes at some time, unlike %s', (expression) => {
    expect(complaintOf(expression)).toBe('repeats.expression: No date matches this expression, so it would never run.');
  });

  it.each([
    '0 25 * * *',
    'a b c d e',
    '60 2 * * *',
    '0 2 * * 9',
    '30/40 2 * * *',
  ])('can be read, unlike %s', (expression) => {
    expect(complaintOf(expression)).toBe(
      'repeats.expression: This cron expression cannot be read. An example that can: 30 2 * * 1-5.',
    );
  });

  it('of one minute is taken, of two minutes refused', () => {
    const minute = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(minute, minute, (one, other) => {
        expect(complaintOf(`${one} * * * *`)).toBeNull();
        if (one !== other) expect(complaintOf(`${one},${other} 2 * * *`)).toContain('at most once an hour');
      }),
      { numRuns: 50 },
    );
  });
});

describe('scheduleSchema', () => {
  it('takes what every project begins with', () => {
    expect(defaultSchedules('America/New_York').map((schedule) => scheduleSchema.parse(schedule))).toEqual(
      defaultSchedules('America/New_York'),
    );
  });

  it('says in plain words what is wrong in a field', () => {
    const time = '02:00';
    expect(complaints({ name: ' ' })).toEqual(['name: Give it a name.']);
    expect(complaints({ name: 'x'.repeat(61) })).toEqual(['name: A name has at most 60 characters.']);
    expect(complaints({ reason: 'x'.repeat(201) })).toEqual(['reason: A reason has at most 200 characters.']);
    expect(complaints({ repeats: { kind: 'daily', time: '24:00' } })).toEqual([
      'repeats.time: A time looks like 02:00.',
    ]);
    expect(complaints({ repeats: { kind: 'daily', time: null } })).toEqual(['repeats.time: A time looks like 02:00.']);
    expect(complaints({ repeats: { kind: 'weekly', time, days: [] } })).toEqual(['repeats.days: Choose a day.']);
    expect(complaints({ repeats: { kind: 'weekly', time, days: [8] } })).toEqual(['repeats.days.0: Choose a day.']);
    for (const day of [0, 29, 1.5, '', 'first'])
      expect(complaints({ repeats: { kind: 'monthly', time, day } })).toEqual([
        'repeats.day: Choose a day from 1 to 28, or the last one.',
      ]);
    for (const keep of [0, 36_501, '', 'ever'])
      expect(complaints({ keep })).toEqual(['keep: Choose a number of days from 1 to 36,500.']);
    expect(complaints({ id: 'Ä' })).toEqual(['id: An id is made of small letters, digits and hyphens, at most 64.']);
    expect(complaints({ job: 'restore' })).toEqual([
      'job: Choose what it runs: a backup, a cleanup or a verification.',
    ]);
  });

  it.each(['Europe/Atlantis', '', '+01:00', 'Berlin'])('knows no time zone "%s"', (timeZone) => {
    expect(complaints({ timeZone })).toEqual(['timeZone: This browser knows no such time zone.']);
  });

  it.each(['UTC', 'Asia/Kathmandu', 'America/Argentina/Buenos_Aires'])('knows %s', (timeZone) => {
    expect(complaints({ timeZone })).toEqual([]);
  });
});

describe('cronOf', () => {
  it('writes each kind of schedule as five fields', () => {
    expect(cronOf({ kind: 'daily', time: '02:05' })).toBe('5 2 * * *');
    expect(cronOf({ kind: 'weekly', time: '03:00', days: [7, 1, 3] })).toBe('0 3 * * 1,3,0');
    expect(cronOf({ kind: 'monthly', time: '23:30', day: 15 })).toBe('30 23 15 * *');
    expect(cronOf({ kind: 'monthly', time: '00:00', day: 'last' })).toBe('0 0 L * *');
    expect(cronOf({ kind: 'cron', expression: '0 2 * * 5#2' })).toBe('0 2 * * 5#2');
  });
});

describe('stampSchedules', () => {
  const now = Date.parse('2026-03-26T13:32:00Z');
  const stamp = '2026-03-26T13:32:00.000Z';
  const sinceOf = (next: Schedule, restarted = false) =>
    stampSchedules([daily, cleanup], [next], now, restarted)[0]?.since;

  it('leaves alone what runs as it did, under whatever name', () => {
    expect(sinceOf({ ...daily, name: 'Night', reason: 'x', keep: 14 })).toBeNull();
    expect(sinceOf({ ...daily, repeats: { kind: 'cron', expression: '0 2 * * *' } })).toBeNull();
  });

  it('marks what is new, switched or timed otherwise, and everything after a restart', () => {
    expect(sinceOf({ ...daily, id: 'us-office' })).toBe(stamp);
    expect(sinceOf({ ...daily, on: false })).toBe(stamp);
    expect(sinceOf({ ...daily, timeZone: 'UTC' })).toBe(stamp);
    expect(sinceOf({ ...daily, repeats: { kind: 'daily', time: '02:30' } })).toBe(stamp);
    expect(sinceOf(daily, true)).toBe(stamp);
  });
});

describe('wallClock', () => {
  const hourMs = 3_600_000;

  it('reads date, time, weekday and offset of a zone', () => {
    const at = Date.parse('2026-03-29T01:00:00.500Z');
    expect(wallClock(at, 'Europe/Berlin')).toEqual({
      date: '2026-03-29',
      time: '03:00',
      weekday: 7,
      offsetMs: 2 * hourMs,
    });
    expect(wallClock(at - 501, 'Europe/Berlin')).toEqual({
      date: '2026-03-29',
      time: '01:59',
      weekday: 7,
      offsetMs: hourMs,
    });
    expect(wallClock(at, 'Asia/Kathmandu')).toEqual({
      date: '2026-03-29',
      time: '06:45',
      weekday: 7,
      offsetMs: 5.75 * hourMs,
    });
    expect(wallClock(at, 'America/New_York')).toEqual({
      date: '2026-03-28',
      time: '21:00',
      weekday: 6,
      offsetMs: -4 * hourMs,
    });
    expect(wallClock(Date.parse('2026-03-30T00:00Z'), 'UTC')).toEqual({
      date: '2026-03-30',
      time: '00:00',
      weekday: 1,
      offsetMs: 0,
    });
  });

  it('shows at midnight the hour 00 of the new day', () => {
    expect(wallClock(Date.parse('2026-01-01T23:00Z'), 'Europe/Berlin')).toMatchObject({
      date: '2026-01-02',
      time: '00:00',
    });
  });

  it('and its offset give the instant back', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'UTC');
    const minute = fc.integer({ min: 0, max: 60 * 366 * 24 }).map((minutes) => Date.UTC(2026, 0) + minutes * 60_000);
    fc.assert(
      fc.property(zone, minute, (timeZone, at) => {
        const { date, time, offsetMs } = wallClock(at, timeZone);
        expect(Date.parse(`${date}T${time}Z`) - offsetMs).toBe(at);
      }),
    );
  });
});
