import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { planRetention } from '../../src/core/planRetention.ts';
import { defaultSchedules } from '../../src/core/schedule.ts';
import { simulateRetention } from '../../src/core/simulateRetention.ts';
import { tableResult } from '../pages/backupRecords.ts';
import { broken, dayMs, longHistory, made, now, pinned, strict, tombstone } from './longHistory.ts';

const schedules = defaultSchedules('Europe/Berlin');
const policy = { ...strict, automaticDays: 30, manualDays: null };
const nights = Array.from({ length: 40 }, (_night, ago) => made(`n${ago}`, ago));
const given = { records: nights, schedules, policy, now, days: 90, gap: null };
const at = (instant: string) => Date.parse(instant);

describe('simulateRetention', () => {
  it('makes a backup every night, as large as the last one, and removes the old ones on Sundays', () => {
    const backups = simulateRetention(given);
    const coming = backups.filter(({ simulated }) => simulated);
    expect(coming).toHaveLength(90);
    expect(coming[0]).toMatchObject({ createdAt: at('2026-03-27T01:00Z'), type: 'automatic', sizeBytes: 10_000_000 });
    expect(coming[2]?.createdAt).toBe(at('2026-03-29T01:00Z')); // 02:00 does not exist on that day: 03:00 summer time
    // Sunday 29 Mar, 03:00 in Berlin: n27 is 30 days old to the second.
    const first = backups.filter(({ removedAt }) => removedAt === at('2026-03-29T01:00Z'));
    expect(first.map(({ id }) => id)).toEqual(
      nights
        .slice(27)
        .map(({ id }) => id)
        .toReversed(),
    );
    const sundays = new Set(backups.flatMap(({ removedAt }) => removedAt ?? []));
    expect([...sundays].every((sunday) => new Date(sunday).getUTCDay() === 0)).toBe(true);
    expect(sundays.size).toBe(13);
  });

  it('does what planRetention says, after the backup that is due together with the cleanup', () => {
    const of = { ...given, records: longHistory(), policy: strict, schedules: schedules.toReversed(), days: 3 };
    const cleanup = at('2026-03-29T01:00Z');
    const came = [made('n-1', -1), made('n-2', -2), made('n-3', -3)];
    const { decisions } = planRetention([...longHistory(), ...came], strict, cleanup);
    const dates = (ones: { createdAt: string | number }[]) =>
      ones.map(({ createdAt }) => new Date(createdAt).toISOString());
    expect(dates(simulateRetention(of).filter(({ removedAt }) => removedAt !== null))).toEqual(
      dates(decisions.filter(({ keep }) => !keep).map(({ record }) => record)).toReversed(),
    );
  });

  it('leaves out the backups of a gap, while cleanup goes on, and never removes the last one', () => {
    const gap = { from: now, until: now + 90 * dayMs };
    const backups = simulateRetention({ ...given, gap });
    expect(backups.filter(({ simulated }) => simulated)).toEqual([]);
    expect(backups.filter(({ removedAt }) => removedAt === null).map(({ id }) => id)).toEqual(['n0']);
    const week = simulateRetention({ ...given, gap: { from: now, until: now + 7 * dayMs } });
    expect(week.find(({ simulated }) => simulated)?.createdAt).toBe(at('2026-04-03T00:00Z'));
  });

  it('lists what exists, oldest first, and not what was removed before', () => {
    const records = [made('n0', 0), tombstone(made('n9', 9)), broken(made('f', 1), 'failed'), pinned(made('p', 50))];
    const backups = simulateRetention({ ...given, records, days: 3 });
    expect(backups.filter(({ simulated }) => !simulated).map(({ id }) => id)).toEqual(['p', 'n0']);
    expect(backups.find(({ id }) => id === 'p')?.removedAt).toBeNull();
  });

  it('runs only what is on, and keeps as long as the schedule says', () => {
    const [daily, cleanup] = schedules;
    if (daily === undefined || cleanup === undefined) throw new Error('There are no default schedules.');
    const off = simulateRetention({ ...given, schedules: [daily, { ...cleanup, on: false }] });
    expect(off.every(({ removedAt }) => removedAt === null)).toBe(true);
    const short = simulateRetention({ ...given, schedules: [{ ...daily, keep: 1 }, cleanup] });
    const left = short.filter(({ simulated, removedAt }) => simulated && removedAt === null);
    expect(left.length).toBeLessThan(8);
  });

  it('goes on after a pause once a backup succeeds, and keeps the last good one from before', () => {
    const tables = (count: number) => ({ tables: [tableResult('public.orders', { rows: count })] });
    const lost = [made('n0', 0, tables(10)), made('n40', 40, tables(5000))];
    const [, cleanup] = schedules;
    if (cleanup === undefined) throw new Error('There is no cleanup.');
    const onlyCleanup = simulateRetention({ ...given, records: lost, schedules: [cleanup] });
    expect(onlyCleanup.every(({ removedAt }) => removedAt === null)).toBe(true);
    const both = simulateRetention({ ...given, records: lost });
    expect(both.find(({ id }) => id === 'n40')?.removedAt).toBe(at('2026-03-29T01:00Z'));
  });

  it('works for a project without any backup, and for schedules of other tables', () => {
    const [daily] = schedules;
    if (daily === undefined) throw new Error('There is no daily backup.');
    const orders = { ...daily, id: 'orders', tables: { mode: 'only' as const, names: ['public.orders'] } };
    const records: BackupRecord[] = [];
    const backups = simulateRetention({ ...given, records, schedules: [...schedules, orders] });
    expect(backups).toHaveLength(180);
    expect(backups.every(({ sizeBytes }) => sizeBytes === 0)).toBe(true);
    // The cleanup keeps the newest of each of the two scopes.
    const last = simulateRetention({
      ...given,
      records: [],
      schedules: [...schedules, orders],
      gap: { from: now + 2 * dayMs, until: now + 90 * dayMs },
    });
    expect(last.filter(({ removedAt }) => removedAt === null).map(({ id }) => id.split('@')[0])).toEqual([
      'daily-backup',
      'orders',
    ]);
  });
});
