import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSchedules } from '../../src/core/schedule.ts';
import { describeLateness, newsOf } from '../../src/core/slotNews.ts';
import { describeFailures, describeJobs, findLastRun } from '../../src/features/automatic/automaticWords.ts';
import { dateTicks, sizeTicks } from '../../src/features/overview/sizeScale.ts';
import { formatFullIn } from '../../src/features/overview/storageWords.ts';
import { dailySlot, failedFour, missedSlot } from '../pages/automaticParts.ts';
import { backupRecord, shownAt } from '../pages/backupRecords.ts';

const hourMs = 3_600_000;

describe('automatic backups, in words', () => {
  test.each([
    [59_000, 'under a minute'],
    [12 * 60_000, '12 min'],
    [5.9 * hourMs, '5 h'],
    [47 * hourMs, '47 h'],
    [49 * hourMs, '2 days'],
  ])('a lateness of %d ms is %s', (lateMs, words) => {
    expect(describeLateness(lateMs)).toBe(words);
  });

  test('news of a slot never call good what is not', () => {
    const results = fc.constantFrom('completed', 'unproven', 'partial', 'failed', 'cancelled', 'paused', 'missed');
    fc.assert(
      fc.property(results, fc.nat({ max: 30 }), (result, lateHours) => {
        const news = newsOf(dailySlot('2026-03-26', { result: result as 'failed', lateHours }));
        const good = result === 'completed' || result === 'unproven';
        const kind =
          result === 'cancelled' || result === 'missed'
            ? undefined
            : good
              ? lateHours > 0
                ? 'late'
                : 'success'
              : 'failure';
        expect(news?.kind).toBe(kind);
        if (result !== 'completed') expect(news?.body).not.toBe('The backup is complete.');
      }),
    );
  });

  test('only schedules that are on are active jobs', () => {
    const [daily, cleanup] = defaultSchedules('UTC');
    if (daily === undefined || cleanup === undefined) throw new Error('Both are there by default.');
    expect(describeJobs([daily, { ...daily, id: 'b' }, { ...daily, id: 'c', on: false }, cleanup])).toBe(
      '2 backups, 1 cleanup',
    );
    expect(describeJobs([{ ...cleanup, on: false }])).toBe('');
  });

  test('the last run is the one that began last, of those that began and ended', () => {
    const open = dailySlot('2026-03-26', { state: 'running', result: null });
    const cleanup = { ...dailySlot('2026-03-26'), id: 'cleanup@1', job: 'cleanup' as const };
    const slots = [open, cleanup, missedSlot('2026-03-25'), dailySlot('2026-03-24'), dailySlot('2026-03-23')];
    expect(findLastRun(slots, [])?.startedAt).toBe('2026-03-24T01:00:00.000Z');
    const schedule = { id: 'daily-backup', name: 'Daily backup', slotId: 'a slot' };
    const ofSlot = backupRecord('2026-03-26T01:00:00.000Z', { type: 'automatic', schedule });
    const manual = backupRecord('2026-03-26T02:00:00.000Z');
    expect(findLastRun(slots, [manual, ofSlot])?.kind).toBe('slot');
    expect(findLastRun([], [manual])).toBeNull();
  });

  test('of many failures that nobody has seen, a few are named', () => {
    const days = ['25', '24', '23', '22', '21', '20'];
    const failed = days.map((day) => dailySlot(`2026-03-${day}`, failedFour));
    expect(describeFailures(failed, shownAt)?.message).toBe(
      'public.sms_logs timed out four times. Not seen yet either: Daily backup, 24 Mar 02:00, Daily backup, 23 Mar 02:00 and 3 more.',
    );
    expect(describeFailures(failed, shownAt)?.slots).toHaveLength(6);
  });
});

describe('storage, in words and figures', () => {
  test.each([
    [null, null],
    [0.4, 'full within a day'],
    [1.5, 'full in about 1 day'],
    [40.9, 'full in about 40 days'],
    [250, 'full in about 8 months'],
    [1200, 'full in about 3 years'],
    [100_000, null],
  ])('%s days until it is full: %s', (days, words) => {
    expect(formatFullIn(days)).toBe(words);
  });

  test('the lines of the chart are round and far enough apart', () => {
    expect(sizeTicks(1.08e9).map(({ label }) => label)).toEqual(['0', '400 MB', '800 MB', '1.2 GB']);
    expect(sizeTicks(28.4e6).map(({ label }) => label)).toEqual(['0', '10 MB', '20 MB', '30 MB']);
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 13 }), (most) => {
        const ticks = sizeTicks(most);
        expect(ticks.at(-1)?.bytes).toBeGreaterThanOrEqual(most);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
        for (const { label } of ticks) expect(label).toMatch(/^(0|\d+(\.\d)? (B|kB|MB|GB))$/);
      }),
    );
  });

  test('its dates are the first and the fifteenth of every month that is shown', () => {
    expect(dateTicks(shownAt - 90 * 24 * hourMs, shownAt).map(({ label }) => label)).toEqual([
      '1 Jan',
      '15 Jan',
      '1 Feb',
      '15 Feb',
      '1 Mar',
      '15 Mar',
    ]);
  });
});
