import { describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { planRetention } from '../../src/core/planRetention.ts';
import { tableResult } from '../pages/backupRecords.ts';
import { broken, made, now, strict, tombstone, withBytes } from './longHistory.ts';

const paused = (records: BackupRecord[], change = {}) => planRetention(records, { ...strict, ...change }, now).paused;
const rows = (...counts: [string, number][]) => ({
  tables: counts.map(([name, count]) => tableResult(name, { rows: count })),
});
const orders = { scope: 'only:public.orders' };
const acceptedAt = '2026-03-26T02:00:00.000Z';

describe('cleanup pauses', () => {
  it('after a failed run: nothing goes, and what would have gone says why it stays', () => {
    const records = [broken(made('n0', 0), 'failed'), made('n1', 1), made('n40', 40)];
    const plan = planRetention(records, strict, now);
    expect(plan.decisions.map(({ record, keep, reasons }) => [record.id, keep, reasons])).toEqual([
      ['n1', true, ['Newest verified']],
      ['n40', true, ['Cleanup is paused']],
    ]);
    expect(plan.paused).toEqual({
      reason: 'failed',
      runId: 'n0',
      message:
        'The automatic backup of 26 Mar, 02:00 failed: The server did not answer. Nothing is removed until a backup of the same tables succeeds. Create one, or clean up anyway.',
      goodId: 'n1',
    });
  });

  it('not after a run that found the storage full, which a pause would leave full for ever', () => {
    const full = { code: 'storage-full', message: 'The storage is full.', hint: null } as const;
    const records = [{ ...broken(made('n0', 0), 'failed'), error: full }, made('n1', 1), made('n40', 40)];
    expect(paused(records)).toBeNull();
    expect(paused([...records.slice(0, 1), broken(made('n1', 1), 'failed'), made('n2', 2)])).toMatchObject({
      runId: 'n1',
    });
  });

  it('when a table that was read whole has lost its rows since it was last read whole, hidden rows in between or not', () => {
    const table = (rowCount: number, outcome: 'exported' | 'partial') => ({
      status: outcome === 'exported' ? ('completed' as const) : ('partial' as const),
      tables: [tableResult('public.orders', { rows: rowCount, outcome })],
    });
    const whole = made('n2', 2, table(5_000, 'exported'));
    const hidden = made('n1', 1, table(120, 'partial'));
    expect(paused([made('n0', 0, table(1_210, 'exported')), hidden, whole])).toMatchObject({ reason: 'lost-rows' });
    expect(paused([made('n0', 0, table(4_900, 'exported')), hidden, whole])).toBeNull();
    expect(paused([made('n0', 0, table(119, 'partial')), hidden, whole])).toBeNull();
  });

  it('after an interrupted run, whoever started it', () => {
    const records = [broken(made('m0', 0, { type: 'manual' }), 'interrupted'), made('n1', 1)];
    expect(paused(records)).toMatchObject({ reason: 'failed', runId: 'm0', goodId: 'n1' });
    expect(paused(records)?.message).toContain('was interrupted');
  });

  it('even over the limit', () => {
    const records = [broken(made('n0', 0), 'failed'), made('n1', 1), made('n2', 2)];
    const { decisions } = planRetention(records, { ...strict, automaticDays: 30, maxMegabytes: 1 }, now);
    expect(decisions.map(({ keep, reasons }) => [keep, reasons.at(-1)])).toEqual([
      [true, 'Newest verified'],
      [true, 'Cleanup is paused'],
    ]);
  });

  it('after a partial run where the one before of the same tables was not partial', () => {
    const hidden = { error: '120 of 5,000 rows visible to you', outcome: 'partial' } as const;
    const partial = made('n0', 0, {
      status: 'partial',
      tables: [tableResult('public.orders', { ...hidden, rows: 90 })],
    });
    const pause = paused([partial, broken(made('n1', 1), 'cancelled'), made('n2', 2, { tables: [] })]);
    expect(pause).toMatchObject({ reason: 'partial', runId: 'n0', goodId: 'n2' });
    expect(pause?.message).toContain('public.orders (120 of 5,000 rows visible to you).');
    expect(paused([partial, made('n1', 1, { status: 'partial', tables: [] })])).toBeNull();
    expect(paused([partial, made('other tables', 1, orders)])).toBeNull();
    expect(paused([partial])).toBeNull();
  });

  it('after an automatic run of any tables, though another run was fine since', () => {
    const records = [made('n0', 0), broken(made('o1', 1, orders), 'failed'), made('o2', 2, orders)];
    expect(paused(records)).toMatchObject({ runId: 'o1', goodId: 'o2' });
  });

  it('no longer when a later backup of the same tables made up for it', () => {
    const failed = broken(made('o1', 1, orders), 'failed');
    expect(paused([made('m0', 0, { ...orders, type: 'manual' }), failed])).toBeNull();
    expect(paused([made('m0', 0, { ...orders, type: 'manual', status: 'partial' }), failed])?.runId).toBe('o1');
  });

  it('not for runs that were cancelled, imported or are on, nor for older failures by hand', () => {
    const records = [
      made('on', 0, { status: 'in progress', archive: null }, '13:00'),
      broken(made('c0', 0, {}, '12:00'), 'cancelled'),
      broken(made('i0', 0, { type: 'imported' }, '11:00'), 'failed'),
      made('n0', 0),
      broken(made('m1', 1, { type: 'manual', scope: 'x' }), 'failed'),
    ];
    expect(paused(records)).toBeNull();
  });

  it('not for a run that a person accepted, but again for the next', () => {
    const accepted = { ...broken(made('n1', 1), 'failed'), acceptedAt };
    expect(paused([accepted, made('n2', 2)])).toBeNull();
    expect(paused([broken(made('n0', 0), 'failed'), accepted, made('n2', 2)])).toMatchObject({ runId: 'n0' });
  });

  it('when removed runs were the last', () => {
    expect(paused([tombstone(broken(made('n0', 0), 'failed')), made('n1', 1)])?.runId).toBe('n0');
  });

  it('not because of a run in the future, unless there are no others', () => {
    const future = broken(made('2027', -300), 'failed');
    expect(paused([future, made('n0', 0)])).toBeNull();
    expect(paused([future])?.runId).toBe('2027');
  });
});

describe('cleanup pauses for lost rows', () => {
  const before = made('n1', 1, rows(['public.orders', 5000], ['public.users', 300]));

  it('names the table that lost most, and counts the others', () => {
    expect(paused([made('n0', 0, rows(['public.orders', 40], ['public.users', 300])), before])).toEqual({
      reason: 'lost-rows',
      runId: 'n0',
      message:
        'public.orders went from 5,000 rows to 40. If that is right, clean up anyway. If not, look for them in the last good backup.',
      goodId: 'n1',
    });
    const both = paused([made('n0', 0, rows(['public.orders', 0], ['public.users', 1])), before]);
    expect(both?.message).toMatch(/^public.orders went from 5,000 rows to none\. 1 more table lost rows too\./);
  });

  it('when a table is gone, but not when it was excluded', () => {
    const pause = paused([made('n0', 0, rows(['public.users', 300])), before]);
    expect(pause?.message).toMatch(/^public.orders had 5,000 rows and is gone\./);
    const excluded = tableResult('public.orders', { rows: 0, outcome: 'excluded' });
    const { tables } = rows(['public.users', 300]);
    expect(paused([made('n0', 0, { tables: [...tables, excluded] }), before])).toBeNull();
  });

  it.each([
    [50, 2500, false],
    [50, 2499, true],
    [10, 4500, false],
    [10, 4499, true],
    [100, 0, false],
  ])('at %i %%, 5,000 rows may become %i: paused %s', (pauseAtLossPercent, left, pauses) => {
    const records = [made('n0', 0, rows(['public.orders', left], ['public.users', 300])), before];
    expect(paused(records, { pauseAtLossPercent }) !== null).toBe(pauses);
  });

  it('from 101 rows on', () => {
    const small = (count: number) => [made('n0', 0, rows(['t', 0])), made('n1', 1, rows(['t', count]))];
    expect(paused(small(100))).toBeNull();
    expect(paused(small(101))?.reason).toBe('lost-rows');
  });

  it('compares with the run before of the same tables, removed or not, and not with failed or imported ones', () => {
    const after = made('n0', 0, rows(['public.orders', 40], ['public.users', 300]));
    const between = [
      broken(made('f', 0, {}, '00:30'), 'failed'),
      made('other', 0, { ...orders, tables: [] }, '00:20'),
      made('i', 0, { type: 'imported', tables: [] }, '00:10'),
    ];
    expect(paused([after, ...between, tombstone(before), made('n2', 2, rows(['public.orders', 4000]))])).toMatchObject({
      message: expect.stringContaining('from 5,000 rows to 40'),
      goodId: 'n2',
    });
  });

  it('also when the run before could not read the table, so that nothing shows between the two', () => {
    const unread = tableResult('public.orders', { rows: 0, outcome: 'failed', error: 'The request timed out' });
    const failedAt = made('p', 1, { status: 'partial', tables: [unread] }, '02:00');
    const empty = made('n0', 0, rows(['public.orders', 0], ['public.users', 300]));
    expect(paused([empty, failedAt, before])).toMatchObject({ reason: 'lost-rows', runId: 'n0', goodId: 'n1' });
    expect(paused([made('n0', 0, rows(['public.users', 300])), failedAt, before])?.message).toMatch(/is gone/);
    expect(paused([empty, { ...failedAt, acceptedAt }, before])).toBeNull();
    expect(paused([empty, failedAt])).toBeNull();
    const again = { ...failedAt, id: 'n0', createdAt: empty.createdAt };
    expect(paused([again, failedAt, before])).toBeNull(); // it still cannot be read: that was said of the first
  });

  it('is not undone by a backup by hand that finds as few rows', () => {
    const lost = rows(['public.orders', 40], ['public.users', 300]);
    const records = [made('m0', 0, { ...lost, type: 'manual' }, '12:00'), made('n0', 0, lost), before];
    expect(paused(records)?.runId).toBe('n0');
  });

  it('points to the newest completed backup with bytes, else to an unproven one, else to none', () => {
    const after = made('n0', 0, rows(['public.orders', 40]));
    const missing = withBytes(before, 'missing');
    const unproven = made('n2', 2, { status: 'unproven' });
    expect(paused([after, missing, unproven, made('n3', 3)])?.goodId).toBe('n3');
    expect(paused([after, missing, unproven])?.goodId).toBe('n2');
    expect(paused([after, missing])?.goodId).toBeNull();
  });
});
