import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueSlots, slotsBetween } from '../../src/core/dueSlots.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import { claimedSlot, type Slot, type SlotRecord } from '../../src/core/slot.ts';
import { runs } from '../runs.ts';
import {
  anyInstant,
  anySchedule,
  at,
  backup,
  cleanup,
  dayMs,
  hourMs,
  ids,
  instant,
  minuteMs,
  year,
} from './schedules.ts';

function recordOf(slot: Slot, result: SlotRecord['result']): SlotRecord {
  const claimed = claimedSlot(slot, { projectId: 'p', name: slot.scheduleId, tab: 't' });
  return { ...claimed, state: result === null ? 'running' : 'ended', result };
}

describe('dueSlots', () => {
  const look = (change: Partial<Parameters<typeof dueSlots>[0]>) => {
    const found = dueSlots({ schedules: [cleanup, backup], records: [], checkedUntil: 0, now: 0, ...change });
    const days = (slots: readonly Slot[]) =>
      slots.map(({ scheduleId, dueAt }) => `${scheduleId} ${instant(dueAt).slice(5, 16)}`);
    return {
      run: days(found.run),
      missed: days(found.missed),
      reopened: found.reopened,
      checkedUntil: found.checkedUntil,
    };
  };
  const slotOf = (iso: string) => slotsBetween(backup, at(iso) - 1, at(iso))[0] as Slot;
  const monday = slotOf('2026-03-23T01:00Z');
  const tuesday = slotOf('2026-03-24T01:00Z');
  const wednesday = slotOf('2026-03-25T01:00Z');
  const [sundayNoon, wednesdayNoon] = [at('2026-03-22T12:00Z'), at('2026-03-25T12:00Z')];

  it('finds nothing at the first start, and nothing between slots', () => {
    expect(look({ checkedUntil: sundayNoon, now: sundayNoon })).toEqual({
      run: [],
      missed: [],
      reopened: [],
      checkedUntil: sundayNoon,
    });
    expect(look({ checkedUntil: sundayNoon, now: sundayNoon + hourMs })).toMatchObject({ run: [], missed: [] });
  });

  it('runs a slot at its instant, not a millisecond before', () => {
    expect(look({ checkedUntil: sundayNoon, now: monday.dueAt - 1 }).run).toEqual([]);
    expect(look({ checkedUntil: sundayNoon, now: monday.dueAt }).run).toEqual(['daily-backup 03-23T01:00']);
    expect(look({ checkedUntil: monday.dueAt, now: monday.dueAt + minuteMs }).run).toEqual([]);
  });

  it('runs the newest that was slept through, and calls the older ones missed', () => {
    expect(look({ checkedUntil: at('2026-03-14T12:00Z'), now: at('2026-03-17T00:00Z') })).toMatchObject({
      missed: ['daily-backup 03-15T01:00'],
      run: ['cleanup 03-15T02:00', 'daily-backup 03-16T01:00'],
    });
    expect(look({ checkedUntil: at('2026-03-01T12:00Z'), now: at('2026-03-15T12:00Z') }).missed).toContain(
      'cleanup 03-08T02:00',
    );
  });

  it('runs the backup before the cleanup where the jump of the clock brings them together', () => {
    const now = at('2026-03-29T01:00Z');
    expect(look({ checkedUntil: now - minuteMs, now }).run).toEqual([
      'daily-backup 03-29T01:00',
      'cleanup 03-29T01:00',
    ]);
    const twin = { ...backup, id: 'a-backup' };
    expect(look({ schedules: [cleanup, backup, twin], checkedUntil: now - minuteMs, now }).run).toEqual([
      'a-backup 03-29T01:00',
      'daily-backup 03-29T01:00',
      'cleanup 03-29T01:00',
    ]);
  });

  it('leaves schedules alone that are off', () => {
    expect(look({ schedules: [{ ...backup, on: false }], checkedUntil: sundayNoon, now: wednesdayNoon })).toMatchObject(
      { run: [], missed: [] },
    );
  });

  it('begins where the schedule begins', () => {
    const since = (iso: string) =>
      look({ schedules: [{ ...backup, since: iso }], checkedUntil: sundayNoon, now: wednesdayNoon });
    expect(since('2026-03-23T12:00:00Z')).toMatchObject({
      missed: ['daily-backup 03-24T01:00'],
      run: ['daily-backup 03-25T01:00'],
    });
    expect(since('2026-03-25T01:00:00Z')).toMatchObject({ missed: [], run: [] });
    expect(since('2026-01-01T00:00:00Z').missed).toHaveLength(2);
  });

  it('takes no notice of a beginning that lies ahead, which a wrong clock wrote', () => {
    const schedules = [{ ...backup, since: '2036-01-01T00:00:00Z' }];
    expect(look({ schedules, checkedUntil: sundayNoon, now: wednesdayNoon }).run).toEqual(['daily-backup 03-25T01:00']);
  });

  it('neither runs nor misses what has a record, whatever its state', () => {
    const states = [recordOf(monday, 'missed'), recordOf(tuesday, 'failed'), recordOf(wednesday, null)];
    expect(look({ records: states, checkedUntil: sundayNoon, now: wednesdayNoon })).toMatchObject({
      run: [],
      missed: [],
      reopened: [],
    });
  });

  it('calls older slots missed when the newest is claimed already', () => {
    const found = look({ records: [recordOf(wednesday, null)], checkedUntil: sundayNoon, now: wednesdayNoon });
    expect(found).toMatchObject({ run: [], missed: ['daily-backup 03-23T01:00', 'daily-backup 03-24T01:00'] });
  });

  it('reopens, when the clock was set back, what was missed ahead, and only that', () => {
    const records = [recordOf(monday, 'missed'), recordOf(tuesday, 'missed'), recordOf(wednesday, 'completed')];
    const now = monday.dueAt + minuteMs;
    const back = look({ records, checkedUntil: wednesdayNoon, now });
    expect(back).toEqual({ run: [], missed: [], reopened: [tuesday.id], checkedUntil: now });

    const kept = records.filter(({ id }) => !back.reopened.includes(id));
    expect(look({ records: kept, checkedUntil: now, now: tuesday.dueAt }).run).toEqual(['daily-backup 03-24T01:00']);
    expect(look({ records: kept, checkedUntil: tuesday.dueAt, now: wednesday.dueAt }).run).toEqual([]);
  });

  it('forgets no missed slot while the clock goes on', () => {
    const records = [recordOf(monday, 'missed'), recordOf(wednesday, 'missed')];
    expect(look({ records, checkedUntil: sundayNoon, now: tuesday.dueAt }).reopened).toEqual([]);
  });

  it('survives a clock that was a year ahead for a minute without losing a night', () => {
    const [now, ahead] = [sundayNoon, sundayNoon + 365 * dayMs];
    const wrong = dueSlots({ schedules: [backup], records: [], checkedUntil: now, now: ahead });
    expect([wrong.run.length, wrong.missed.length]).toEqual([1, 364]);
    const records = [
      ...wrong.run.map((slot) => recordOf(slot, 'completed')),
      ...wrong.missed.map((slot) => recordOf(slot, 'missed')),
    ];
    const right = dueSlots({ schedules: [backup], records, checkedUntil: wrong.checkedUntil, now: now + minuteMs });
    expect(right.reopened.sort()).toEqual(ids(wrong.missed).sort());
    expect(right.checkedUntil).toBe(now + minuteMs);
  });
});

/** The log of a scheduler that asks `dueSlots` at each reading of its clock. */
function walk(schedules: readonly Schedule[], start: number, readings: readonly number[]) {
  const log = new Map<string, SlotRecord>();
  const runs = new Map<string, number>();
  let checkedUntil = start;
  for (const now of readings) {
    const from = Math.min(checkedUntil, now);
    const records = [...log.values()].filter(({ dueAt, state }) => state !== 'ended' || Date.parse(dueAt) > from);
    const found = dueSlots({ schedules, records, checkedUntil, now });

    for (const list of [found.run, found.missed]) {
      const order = list.map(({ dueAt, job }) => dueAt * 2 + Number(job === 'cleanup'));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    for (const slot of found.run) {
      const schedule = schedules.find(({ id }) => id === slot.scheduleId) as Schedule;
      expect(slotsBetween(schedule, slot.dueAt, now)).toEqual([]); // the newest
      expect(found.run.filter(({ scheduleId }) => scheduleId === slot.scheduleId)).toHaveLength(1);
    }

    for (const id of found.reopened) log.delete(id);
    for (const [list, result] of [
      [found.run, 'completed'],
      [found.missed, 'missed'],
    ] as const)
      for (const slot of list) {
        expect(log.has(slot.id)).toBe(false);
        expect(slot.dueAt).toBeLessThanOrEqual(now);
        log.set(slot.id, recordOf(slot, result));
        if (result === 'completed') runs.set(slot.id, (runs.get(slot.id) ?? 0) + 1);
      }
    checkedUntil = found.checkedUntil;
  }
  return { log, runs };
}

describe('a year on a clock that sleeps and jumps', () => {
  // Ticks of half a minute would find what ticks of hours find; naps and nights off stand between them.
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 * hourMs }) },
    { weight: 3, arbitrary: fc.integer({ min: 12 * hourMs, max: 6 * dayMs }) },
    { weight: 1, arbitrary: fc.integer({ min: -10 * dayMs, max: -1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 6 * dayMs, max: 60 * dayMs }) },
  );
  const schedules = fc
    .array(anySchedule, { minLength: 1, maxLength: 3 })
    .map((some) => some.map((schedule, index): Schedule => ({ ...schedule, id: `s${index}` })));

  const readingsOf = (steps: readonly number[]) => {
    let now = year.from;
    return [...steps.map((ms) => (now = Math.max(year.from, Math.min(now + ms, year.until)))), year.until];
  };

  it('runs or misses every slot once, runs none twice, and keeps the order', () => {
    fc.assert(
      fc.property(schedules, fc.array(step, { minLength: 40, maxLength: 150 }), (all, steps) => {
        const { log, runs } = walk(all, year.from, readingsOf(steps));
        const expected = all.flatMap((schedule) => ids(slotsBetween(schedule, year.from, year.until)));
        expect([...log.keys()].sort()).toEqual(expected.sort());
        expect([...runs.values()].every((count) => count === 1)).toBe(true);
        for (const id of runs.keys()) expect(log.get(id)?.result).toBe('completed');
      }),
      { numRuns: runs(10) },
    );
  });

  it('misses nothing when it looks often enough', () => {
    fc.assert(
      fc.property(
        anySchedule,
        fc.integer({ min: minuteMs, max: 40 * minuteMs }),
        anyInstant,
        (schedule, gapMs, from) => {
          const readings = Array.from({ length: 200 }, (_, index) => from + (index + 1) * gapMs);
          const { log, runs } = walk([schedule], from, readings);
          expect([...runs.keys()]).toEqual(ids(slotsBetween(schedule, from, from + 200 * gapMs)));
          expect(log.size).toBe(runs.size);
        },
      ),
      { numRuns: runs(15) },
    );
  });
});
