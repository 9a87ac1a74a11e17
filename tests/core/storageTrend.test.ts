import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { daysUntilFull, growthBytesPerDay, storedSizeSeries } from '../../src/core/storageTrend.ts';
import { broken, dayMs, made, now, tombstone, withBytes } from './longHistory.ts';

const stored = (record: BackupRecord) => Date.parse(record.finishedAt ?? record.createdAt);
const ago = (days: number) => now - days * dayMs;

describe('storedSizeSeries', () => {
  it('begins with what was stored then, and has a point at each change', () => {
    const [first, second, third] = [made('n20', 20), made('n5', 5), made('n4', 4)];
    const records = [first, second, tombstone(third, ago(1)), broken(made('n3', 3), 'failed')];
    expect(storedSizeSeries(records, ago(10), now)).toEqual([
      { at: ago(10), bytes: 10_000_000 },
      { at: stored(second), bytes: 20_000_000 },
      { at: stored(third), bytes: 30_000_000 },
      { at: ago(1), bytes: 20_000_000 },
    ]);
    expect(storedSizeSeries(records, ago(10), ago(4.9)).at(-1)?.bytes).toBe(20_000_000);
    expect(storedSizeSeries([], ago(10), now)).toEqual([{ at: ago(10), bytes: 0 }]);
  });

  it('leaves out what the browser has lost, but not what is damaged', () => {
    const records = [withBytes(made('n2', 2), 'missing'), withBytes(made('n1', 1), 'corrupt')];
    expect(storedSizeSeries(records, ago(10), now).map(({ bytes }) => bytes)).toEqual([0, 10_000_000]);
  });

  it('joins what a cleanup removes at one instant, and ignores a removal from before the backup', () => {
    const records = [tombstone(made('a', 5), ago(1)), tombstone(made('b', 5), ago(1)), tombstone(made('c', 3), ago(9))];
    const series = storedSizeSeries(records, ago(4), now);
    expect(series).toEqual([
      { at: ago(4), bytes: 20_000_000 },
      { at: ago(1), bytes: 0 },
    ]);
  });

  it('rises in time, never falls below nothing, and ends with what is stored', () => {
    const one = fc.record({
      age: fc.integer({ min: 0, max: 60 }),
      goneAgo: fc.option(fc.integer({ min: 0, max: 60 })),
    });
    fc.assert(
      fc.property(fc.array(one), (given) => {
        const records = given.map(({ age, goneAgo }, index) => {
          const record = made(`b${index}`, age);
          return goneAgo === null ? record : tombstone(record, ago(goneAgo));
        });
        const series = storedSizeSeries(records, ago(30), now);
        for (const [index, { at, bytes }] of series.entries()) {
          expect(bytes).toBeGreaterThanOrEqual(0);
          if (index > 0) expect(at).toBeGreaterThan(series[index - 1]?.at ?? at);
        }
        const live = records.filter(({ removed }) => removed === null).length;
        expect(series.at(-1)?.bytes).toBe(live * 10_000_000);
      }),
    );
  });
});

describe('growthBytesPerDay', () => {
  it('is that of the last 30 days, cleanups included', () => {
    const nights = Array.from({ length: 60 }, (_night, index) => made(`n${index}`, index));
    expect(growthBytesPerDay(nights, now)).toBeCloseTo(10_000_000, -1);
    const steady = nights.map((record, index) => (index >= 30 ? tombstone(record, now) : record));
    expect(growthBytesPerDay(steady, now)).toBeCloseTo(0, 0);
    const shrunk = nights.map((record) => tombstone(record, now));
    expect(growthBytesPerDay(shrunk, now)).toBeLessThan(0);
  });

  it('counts from the first backup where that is younger, but says nothing before two days', () => {
    const first = made('n4', 4);
    const last = made('n0', 0);
    const days = (now - stored(first)) / dayMs;
    expect(growthBytesPerDay([first, last], now)).toBeCloseTo(10_000_000 / days, 3);
    expect(growthBytesPerDay([made('n1', 1), last], now)).toBeNull();
    expect(growthBytesPerDay([], now)).toBeNull();
  });

  it('is not misled by a backup from the future', () => {
    expect(growthBytesPerDay([made('2027', -365), made('n4', 4)], now)).toBe(0);
  });
});

it('is full when the free bytes have grown over', () => {
  expect(daysUntilFull(400, 10)).toBe(40);
  expect(daysUntilFull(-1, 10)).toBe(0);
  expect(daysUntilFull(400, 0)).toBeNull();
  expect(daysUntilFull(400, -5)).toBeNull();
  expect(daysUntilFull(null, 10)).toBeNull();
  expect(daysUntilFull(400, null)).toBeNull();
});
