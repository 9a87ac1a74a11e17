import { expect, test } from 'vitest';
import { formatComing, formatUntil, formatWeekdayMoment } from '../../src/ui/formatComing.ts';

const now = Date.parse('2026-03-26T13:32:45Z'); // 14:32:45 in Berlin

test.each([
  ['2026-03-26T13:32:45Z', 'now'],
  ['2026-03-26T13:33:30Z', 'in under a minute'],
  ['2026-03-26T13:38:00Z', 'in 5 min'],
  ['2026-03-26T15:32:45Z', 'in 2 h'],
  ['2026-03-27T01:00:00Z', 'in 11 h 27 min'],
  ['2026-03-29T01:00:00Z', 'in 2 days'],
])('until %s: %s', (iso, words) => {
  expect(formatUntil(Date.parse(iso), now)).toBe(words);
});

test.each([
  ['2026-03-26T15:00:00Z', 'today 16:00'],
  ['2026-03-27T01:00:00Z', 'tomorrow 02:00'],
  ['2026-03-29T01:00:00Z', 'Sun 29 Mar, 03:00'],
  ['2027-01-01T01:00:00Z', 'Fri 1 Jan 2027, 02:00'],
])('%s comes %s in Berlin', (iso, words) => {
  expect(formatComing(Date.parse(iso), now, 'Europe/Berlin')).toBe(words);
});

test('a day of 23 hours does not hide tomorrow', () => {
  const lateSaturday = Date.parse('2026-03-28T22:30:00Z'); // 23:30 before clocks go forward
  expect(formatComing(Date.parse('2026-03-29T21:30:00Z'), lateSaturday, 'Europe/Berlin')).toBe('tomorrow 23:30');
  expect(formatComing(Date.parse('2026-03-29T22:30:00Z'), lateSaturday, 'Europe/Berlin')).toBe('Mon 30 Mar, 00:30');
});

test('the weekday is the zone’s own', () => {
  const at = Date.parse('2026-03-26T01:00:00Z');
  expect(formatWeekdayMoment(at, now, 'America/New_York')).toBe('Wed 25 Mar, 21:00');
  expect(formatWeekdayMoment(at, now, 'Asia/Kathmandu')).toBe('Thu 26 Mar, 06:45');
});
