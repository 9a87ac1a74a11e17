import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactBytes, formatBytes } from '../../src/ui/formatBytes.ts';
import { formatDuration, formatTimeLeft } from '../../src/ui/formatDuration.ts';
import { formatCount, formatList, formatPercent, formatPlural } from '../../src/ui/formatNumber.ts';
import { exactTime, formatAge, formatMoment, formatNearMoment } from '../../src/ui/formatTime.ts';

const zone = 'Europe/Berlin';
const now = Date.parse('2026-03-26T13:32:00Z'); // Thu 26 Mar 2026, 14:32 in Berlin

describe('sizes', () => {
  test.each([
    [null, '–'],
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [41_210, '41.2 kB'],
    [28_400_000, '28.4 MB'],
    [999_960, '1.0 MB'],
    [999_960_000, '1.00 GB'],
    [1_040_000_000, '1.04 GB'],
  ])('%s bytes read %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });

  test('a figure never has more than three digits before its unit below a terabyte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_994_999_999 }), (bytes) => {
        expect(formatBytes(bytes)).toMatch(/^\d{1,3}(\.\d{1,2})? (B|kB|MB|GB)$/);
      }),
    );
  });

  test('the exact size is there for hovering, and nothing for an unknown one', () => {
    expect(exactBytes(28_412_345)).toBe('28,412,345 bytes');
    expect(exactBytes(1)).toBe('1 byte');
    expect(exactBytes(null)).toBeUndefined();
  });
});

describe('numbers', () => {
  test('thousands are divided, one is singular and the unknown is a dash', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatCount(null)).toBe('–');
    expect(formatPlural(1, 'row')).toBe('1 row');
    expect(formatPlural(0, 'row')).toBe('0 rows');
  });

  test('percent is rounded down: 100% is said only when all is done', () => {
    expect(formatPercent(0.5399)).toBe('53%');
    expect(formatPercent(0.99999)).toBe('99%');
    expect(formatPercent(1)).toBe('100%');
    expect(formatPercent(0.29)).toBe('29%');
  });

  test('names join with "and"', () => {
    expect(formatList([])).toBe('');
    expect(formatList(['a'])).toBe('a');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

describe('times', () => {
  test.each([
    ['2026-03-26T13:31:52Z', 'just now'],
    ['2026-03-26T13:32:30Z', 'just now'], // the page's clock ticks by the minute
    ['2026-03-26T13:27:00Z', '5 min ago'],
    ['2026-03-26T01:00:00Z', '12 h ago'],
    ['2026-03-25T01:00:00Z', '1 day ago'],
    ['2026-03-23T01:00:00Z', '3 days ago'],
    ['2026-03-19T13:33:00Z', '6 days ago'],
    ['2026-03-19T13:32:00Z', '19 Mar'],
    ['2025-12-30T10:00:00Z', '30 Dec 2025'],
    ['2026-04-02T10:00:00Z', '2 Apr'],
    [null, '–'],
    ['no instant', '–'],
  ])('%s is "%s" on 26 March at 14:32', (iso, words) => {
    expect(formatAge(iso, now, zone)).toBe(words);
  });

  test('a moment is told in the wall time of its zone, with the year only where it differs', () => {
    expect(formatMoment('2026-03-24T01:00:00Z', now, zone)).toBe('24 Mar, 02:00');
    expect(formatMoment('2025-12-31T23:30:00Z', now, zone)).toBe('1 Jan, 00:30');
    expect(formatMoment('2025-12-30T01:00:00Z', now, zone)).toBe('30 Dec 2025, 02:00');
    expect(formatMoment('2026-09-01T01:00:00Z', now, zone)).toBe('1 Sep, 03:00');
  });

  test('near days have names', () => {
    expect(formatNearMoment('2026-03-26T01:00:00Z', now, zone)).toBe('today 02:00');
    expect(formatNearMoment('2026-03-25T22:59:00Z', now, zone)).toBe('yesterday 23:59');
    expect(formatNearMoment('2026-03-24T01:00:00Z', now, zone)).toBe('24 Mar 02:00');
  });

  test('the exact time names its zone', () => {
    expect(exactTime('2026-03-26T01:00:07Z', zone)).toBe('26 Mar 2026, 02:00:07, Europe/Berlin');
    expect(exactTime(null, zone)).toBeUndefined();
  });
});

describe('durations', () => {
  test.each([
    [null, '–'],
    [-5, '–'],
    [300, 'under 1 s'],
    [34_200, '34 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [4_320_000, '1 h 12 min'],
    [7_200_000, '2 h'],
  ])('%s ms read "%s"', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  test.each([
    [null, '–'],
    [0, 'about 1 s'],
    [15.2, 'about 16 s'],
    [59.5, 'about 1 min'],
    [185, 'about 3 min'],
    [4_800, 'about 1 h 20 min'],
  ])('%s seconds left read "%s"', (seconds, words) => {
    expect(formatTimeLeft(seconds)).toBe(words);
  });
});
