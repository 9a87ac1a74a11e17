import fc from 'fast-check';
import { expect, it } from 'vitest';
import { monthOfDay, weekOfDay, yearOfDay, zoneCalendar } from '../../src/core/zoneCalendar.ts';

const dayMs = 86_400_000;
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Pacific/Apia',
  'UTC',
];

it('names the same local date as Intl, at any instant in any zone', () => {
  const between = { min: Date.parse('1990-01-01'), max: Date.parse('2040-01-01') };
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer(between), (timeZone, at) => {
      const date = new Date(zoneCalendar(timeZone).dayOf(at) * dayMs).toISOString().slice(0, 10);
      expect(date).toBe(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at));
    }),
    { numRuns: 1000 },
  );
});

it('changes the day exactly at midnight, also where a day has no midnight or is left out', () => {
  // São Paulo, 4 Nov 2018: clocks went from 00:00 to 01:00. Samoa had no 30 Dec 2011.
  const saoPaulo = zoneCalendar('America/Sao_Paulo');
  const midnight = Date.parse('2018-11-04T03:00:00Z');
  expect(saoPaulo.dayOf(midnight) - saoPaulo.dayOf(midnight - 1)).toBe(1);
  const samoa = zoneCalendar('Pacific/Apia');
  const skip = Date.parse('2011-12-30T10:00:00Z');
  expect(samoa.dayOf(skip) - samoa.dayOf(skip - 1)).toBe(2);
});

it('begins weeks on Monday, and months and years on their first day', () => {
  const day = (date: string) => Date.parse(date) / dayMs;
  expect(weekOfDay(day('2026-03-23')) - weekOfDay(day('2026-03-22'))).toBe(1);
  expect(weekOfDay(day('2026-03-29'))).toBe(weekOfDay(day('2026-03-23')));
  expect(weekOfDay(day('1969-12-29')) - weekOfDay(day('1969-12-28'))).toBe(1);
  expect(monthOfDay(day('2026-03-01')) - monthOfDay(day('2026-02-28'))).toBe(1);
  expect(monthOfDay(day('2026-01-01')) - monthOfDay(day('2025-12-31'))).toBe(1);
  expect([yearOfDay(day('2025-12-31')), yearOfDay(day('2026-01-01'))]).toEqual([2025, 2026]);
});

it('refuses a zone that nobody knows', () => {
  expect(() => zoneCalendar('Europe/Atlantis').dayOf(0)).toThrow(RangeError);
});
