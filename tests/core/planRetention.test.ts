import { describe, expect, it } from 'vitest';
import { planRetention } from '../../src/core/planRetention.ts';
import { defaultRetention, type RetentionPolicy } from '../../src/core/retentionPolicy.ts';
import { longHistory, made, now, pinned, strict, tombstone, withBytes } from './longHistory.ts';

function decisions(policy: RetentionPolicy, keep: boolean, records = longHistory()): Record<string, string> {
  const byReasons: Record<string, string> = {};
  for (const { record, reasons, ...decision } of planRetention(records, policy, now).decisions) {
    if (decision.keep !== keep) continue;
    const key = reasons.join(' + ');
    byReasons[key] = key in byReasons ? `${byReasons[key]} ${record.id}` : record.id;
  }
  return byReasons;
}

/** The survivors by their reasons, newest first: `{ Pinned: 'n40 n200' }`. */
const survivors = (policy: RetentionPolicy, records = longHistory()) => decisions(policy, true, records);
const removals = (policy: RetentionPolicy, records = longHistory()) => decisions(policy, false, records);

/** What stays whatever the rules on number and calendar say, in all policies of the table. */
const always = {
  'Kept without end by its schedule': 'k21',
  Pinned: 'n40 n200',
  'Kept 120 days by its schedule': 'k100',
};

describe('the survivors of a long history', () => {
  it.each<[string, Partial<RetentionPolicy>, Record<string, string>]>([
    ['no rule but age', {}, { ...always, 'Under 1 day + Newest verified': 'n0', 'Under 1 day': 'm1' }],
    [
      'ages of each type',
      { automaticDays: 30, preRestoreDays: 4, manualDays: null, importedDays: null },
      {
        ...always,
        'Under 30 days + Newest verified': 'n0',
        'Under 30 days':
          'n1 n2 n3 n4 n5 n6 n8 n9 n10 n11 n12 n13 n14 n15 n16 n17 n18 n19 n20 n21 n22 n23 n24 n25 n26 n27 n28 n29',
        'Manual, without end': 'm1 m5 m84',
        'Imported, without end': 'i360',
      },
    ],
    [
      'the newest, not counting what is partial, missing or pinned',
      { newest: 10 },
      {
        ...always,
        'Under 1 day + Newest verified + Newest 10': 'n0',
        'Under 1 day + Newest 10': 'm1',
        'Newest 10': 'n1 n2 n4 p5 m5 n5 n6 n8',
      },
    ],
    [
      'the last of each day that has one: a partial one where there is no better, none where the bytes are gone',
      { daily: 10 },
      {
        ...always,
        'Under 1 day + Newest verified + Daily': 'n0',
        'Under 1 day + Daily': 'm1',
        Daily: 'n2 n3 n4 p5 n6 n8 n9 n11',
      },
    ],
    [
      'the last of each week, which ends on Sunday',
      { weekly: 4 },
      { ...always, 'Under 1 day + Newest verified + Weekly': 'n0', 'Under 1 day': 'm1', Weekly: 'n4 n11 n18' },
    ],
    [
      'the last of each month that is not partial',
      { monthly: 5 },
      {
        ...always,
        'Under 1 day + Newest verified + Monthly': 'n0',
        'Under 1 day': 'm1',
        Monthly: 'n26 n55 n85 n116',
      },
    ],
    [
      'the last of each year',
      { yearly: 9 },
      { ...always, 'Under 1 day + Newest verified + Yearly': 'n0', 'Under 1 day': 'm1', Yearly: 'n85' },
    ],
    [
      'a limit, which takes the oldest, whatever keeps them, but no pinned ones',
      { newest: 20, maxMegabytes: 60 },
      {
        'Under 1 day + Newest verified + Newest 20': 'n0',
        'Under 1 day + Newest 20': 'm1',
        'Newest 20': 'n1 n2 n4 p5',
        Pinned: 'n40 n200',
      },
    ],
    [
      'a limit that fits nothing: the floor stays',
      { newest: 20, maxMegabytes: 1 },
      { 'Under 1 day + Newest verified + Newest 20': 'n0', Pinned: 'n40 n200' },
    ],
    [
      'the default policy',
      defaultRetention('Europe/Berlin'),
      {
        ...always,
        'Under 30 days + Newest verified + Newest 5 + Daily + Weekly + Monthly + Yearly': 'n0',
        'Manual, without end + Newest 5 + Daily': 'm1',
        'Under 30 days + Newest 5': 'n1',
        'Under 30 days + Newest 5 + Daily': 'n2',
        'Under 30 days + Daily': 'n3 p5 n6 n8 n9',
        'Under 30 days + Newest 5 + Daily + Weekly': 'n4',
        'Under 30 days + Daily + Weekly': 'n11',
        'Under 30 days + Weekly': 'n18',
        'Under 30 days + Monthly': 'n26',
        'Under 30 days': 'n5 n10 n12 n13 n14 n15 n16 n17 n19 n20 n21 n22 n23 n24 n25 n27 n28 n29',
        'Manual, without end': 'm5 m84',
        Monthly: 'n55 n116 n146 n177 n207 n238 n269 n299 n330',
        'Monthly + Yearly': 'n85',
        'Imported, without end': 'i360',
      },
    ],
  ])('%s', (_name, change, expected) => {
    expect(survivors({ ...strict, ...change })).toEqual(expected);
  });

  it('lists every backup once and neither failed runs nor tombstones nor what is in progress', () => {
    const { decisions: all } = planRetention(longHistory(), strict, now);
    const ids = all.map(({ record }) => record.id);
    expect(ids).toHaveLength(406);
    expect(new Set(ids).size).toBe(406);
    for (const id of ['running', 'n7', 'n84', 'n350', 'c2']) expect(ids).not.toContain(id);
  });
});

describe('the reasons of what goes', () => {
  it('name the age that it passed, as its schedule or the policy says', () => {
    const policy = { ...strict, automaticDays: 30, maxMegabytes: null };
    const records = [
      made('new', 0),
      made('old', 30),
      made('short', 20, { keep: 14 }),
      made('m', 2, { type: 'manual' }),
    ];
    expect(removals(policy, records)).toEqual({
      'Over 30 days, no other rule keeps it': 'old',
      'Over 14 days, no other rule keeps it': 'short',
      'Over 1 day, no other rule keeps it': 'm',
    });
  });

  it('name the limit', () => {
    const records = Array.from({ length: 200 }, (_night, ago) => made(`n${ago}`, ago));
    const over = removals({ ...strict, automaticDays: null, maxMegabytes: 1500 }, records);
    expect(over['Over the limit of 1,500 MB']?.split(' ').slice(0, 2)).toEqual(['n150', 'n151']);
    expect(Object.values(over).join(' ').split(' ')).toHaveLength(50);
  });
});

it('leaves imported archives out of the limit: they neither fill it nor go because of it', () => {
  const policy = { ...strict, automaticDays: null, importedDays: null, maxMegabytes: 20 };
  const imported = [made('i0', 0, { type: 'imported' }), made('i9', 9, { type: 'imported' })];
  const records = [...imported, made('a', 1), made('b', 2), made('c', 3)];
  expect(removals(policy, records)).toEqual({ 'Over the limit of 20 MB': 'c' });
});

describe('the floor', () => {
  const orders = { scope: 'only:public.orders' };

  it('keeps the newest verified backup of every scope that was ever backed up automatically', () => {
    const records = [
      made('all', 300),
      made('orders manual', 200, { ...orders, type: 'manual' }),
      made('orders older', 201, orders),
      made('by hand only', 100, { scope: 'only:public.events', type: 'manual' }),
      made('by hand older', 101, { scope: 'only:public.events', type: 'manual' }),
    ];
    // by hand only: the newest of all
    expect(survivors(strict, records)).toEqual({ 'Newest verified': 'by hand only orders manual all' });
  });

  it('prefers what can be complete to a newer partial one, and keeps that too when it is the newest of all', () => {
    const acceptedAt = '2026-02-05T00:00:00.000Z'; // else its partial run would pause the cleanup
    const records = [
      { ...made('partial', 50, { status: 'partial' }), acceptedAt },
      made('unproven', 60, { status: 'unproven' }),
    ];
    expect(survivors(strict, records)).toEqual({ 'Newest verified': 'partial unproven' });
    const older = [made('other', 40, { scope: 'x', type: 'manual' }), ...records];
    expect(survivors(strict, older)).toEqual({ 'Newest verified': 'other unproven' });
  });

  it('never rests on bytes that are gone or damaged, on what was not verified, or on a pinned backup', () => {
    const unverified = made('unverified', 43);
    if (unverified.archive !== null) unverified.archive.verifiedAt = null;
    const records = [
      withBytes(made('missing', 40), 'missing'),
      withBytes(made('corrupt', 41), 'corrupt'),
      pinned(made('pinned', 42)),
      unverified,
      made('good', 44),
      made('older', 45),
    ];
    expect(survivors({ ...strict, newest: 1 }, records)).toEqual({
      Pinned: 'pinned',
      'Newest 1': 'unverified',
      'Newest verified': 'good',
    });
  });

  it('still knows the automatic scopes when only tombstones are left of their runs', () => {
    const records = [
      made('all', 1),
      tombstone(made('gone', 100, orders)),
      made('kept', 90, { ...orders, type: 'manual' }),
    ];
    expect(survivors(strict, records)).toEqual({ 'Newest verified': 'all kept' });
  });
});

describe('a clock that was wrong', () => {
  it('keeps what is dated in the future, but counts on it for nothing', () => {
    const records = [made('2027', -365), made('n1', 1), made('n2', 2), made('n3', 3)];
    expect(survivors({ ...strict, newest: 1, daily: 2 }, records)).toEqual({
      'Under 1 day + Newest verified': '2027',
      'Newest verified + Newest 1 + Daily': 'n1',
      Daily: 'n2',
    });
  });

  it('keeps everything when the clock was set back, even over the limit what is verified', () => {
    const records = [made('a', 1), made('b', 2)];
    const { decisions: all } = planRetention(records, strict, now - 400 * 86_400_000);
    expect(all.every(({ keep }) => keep)).toBe(true);
    const limited = planRetention(records, { ...strict, maxMegabytes: 1 }, now - 400 * 86_400_000);
    expect(limited.decisions.map(({ keep }) => keep)).toEqual([true, false]);
  });

  it('does not take a date that cannot be read for an old one', () => {
    const records = [made('n0', 0), made('odd', 1, { createdAt: 'yesterday' })];
    expect(removals({ ...strict, daily: 1 }, records)).toEqual({});
  });
});

describe('the calendar', () => {
  const at = (id: string, createdAt: string) => made(id, 0, { createdAt });

  it('is that of the zone: half past midnight in Berlin is the next day, month and year', () => {
    const records = [
      at('n', '2026-03-20T00:00:00.000Z'),
      at('new year', '2025-12-31T23:30:00.000Z'),
      at('old year', '2025-12-31T22:30:00.000Z'),
    ];
    const rules = { ...strict, daily: 3 };
    expect(survivors(rules, records)).toMatchObject({ Daily: 'new year old year' });
    expect(removals({ ...rules, timeZone: 'UTC' }, records)).toEqual({
      'Over 1 day, no other rule keeps it': 'old year',
    });
    expect(survivors({ ...strict, yearly: 2 }, records)).toMatchObject({ Yearly: 'old year' });
  });

  it('puts the hours of a day that is longer or shorter by a change of clocks into that day', () => {
    // Berlin: 25 Oct 2025, 26 Oct (25 hours long), 27 Oct
    const records = [
      at('n', '2026-03-20T00:00:00.000Z'),
      at('27 begins', '2025-10-26T23:00:00.000Z'),
      at('26 ends', '2025-10-26T22:59:59.000Z'),
      at('26 begins', '2025-10-25T22:00:00.000Z'),
      at('25 ends', '2025-10-25T21:59:59.000Z'),
    ];
    expect(survivors({ ...strict, daily: 9 }, records)).toMatchObject({ Daily: '27 begins 26 ends 25 ends' });
  });

  it('begins its weeks on Monday', () => {
    const records = [
      at('n', '2026-03-20T00:00:00.000Z'),
      at('Monday', '2026-03-09T12:00:00.000Z'),
      at('Sunday', '2026-03-08T12:00:00.000Z'),
      at('Saturday', '2026-03-07T12:00:00.000Z'),
    ];
    expect(survivors({ ...strict, weekly: 9 }, records)).toMatchObject({ Weekly: 'Monday Sunday' });
  });

  it('takes a partial backup only where a day has no better one, whatever the hour', () => {
    const records = [
      made('n', 2),
      made('evening', 5, { status: 'partial' }, '20:00'),
      made('noon', 5, { status: 'unproven' }, '12:00'),
      made('alone', 6, { status: 'partial' }),
    ];
    expect(survivors({ ...strict, daily: 3 }, records)).toEqual({
      'Newest verified + Daily': 'n',
      Daily: 'noon alone',
    });
  });

  it('counts the backups of each scope by themselves', () => {
    const orders = { scope: 'only:public.orders' };
    const records = [
      made('a0', 2),
      made('a1', 3),
      made('o0', 40, orders),
      made('o1', 41, orders),
      made('o2', 42, orders),
    ];
    expect(survivors({ ...strict, newest: 1, daily: 2 }, records)).toEqual({
      'Newest verified + Newest 1 + Daily': 'a0 o0',
      Daily: 'a1 o1',
    });
  });
});
