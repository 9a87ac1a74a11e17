import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarOf, countSlots, describeMissed, summarizeSlots } from '../../src/core/reliability.ts';
import { claimedSlot, type SlotKind, type SlotRecord } from '../../src/core/slot.ts';

const zone = 'Europe/Berlin';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Thursday, 14:32 in Berlin. */
const now = Date.parse('2026-03-26T13:32Z');
const latest = Date.parse('2026-03-26T01:00Z');

const shapes: Record<SlotKind, Pick<SlotRecord, 'state' | 'result'> & { lateMs: number | null }> = {
  done: { state: 'ended', result: 'completed', lateMs: 0 },
  late: { state: 'ended', result: 'completed', lateMs: 6 * hourMs },
  partial: { state: 'ended', result: 'partial', lateMs: 0 },
  failed: { state: 'ended', result: 'failed', lateMs: 0 },
  missed: { state: 'ended', result: 'missed', lateMs: null },
  open: { state: 'running', result: null, lateMs: 0 },
};

function slot(kind: SlotKind, dueAt: number, scheduleId = 'daily-backup'): SlotRecord {
  const { state, result, lateMs } = shapes[kind];
  const startedAt = lateMs === null ? null : new Date(dueAt + lateMs).toISOString();
  const claimed = claimedSlot(
    { id: `${scheduleId}@${dueAt}`, scheduleId, job: 'backup', dueAt },
    { projectId: 'p', name: 'Daily backup', tab: 't' },
  );
  return { ...claimed, state, result, startedAt, triedAt: startedAt, tries: 1 };
}

/** One slot a night, the last of them this night: the words are given oldest first. */
function nights(...kinds: SlotKind[]): SlotRecord[] {
  return kinds.map((kind, index) => slot(kind, latest - (kinds.length - 1 - index) * dayMs));
}
const times = (count: number, kind: SlotKind) => Array.from({ length: count }, () => kind);

describe('summarizeSlots', () => {
  it('counts the newest ended slots by kind; late and missed ones were slept through', () => {
    const records = nights('done', 'done', 'late', 'partial', 'failed', 'missed', 'missed');
    expect(summarizeSlots(records, 'daily-backup', now)).toEqual({
      counts: { done: 2, late: 1, partial: 1, failed: 1, missed: 2, open: 0 },
      awake: 4,
      of: 7,
    });
  });

  it('looks at no more than the newest 30, in whatever order they come', () => {
    const records = nights(...times(10, 'missed'), ...times(30, 'done'));
    expect(summarizeSlots(records, 'daily-backup', now)).toMatchObject({ awake: 30, of: 30 });
    expect(summarizeSlots(records.toReversed(), 'daily-backup', now)).toMatchObject({ awake: 30, of: 30 });
    expect(summarizeSlots(records, 'daily-backup', now, 40)).toMatchObject({ awake: 30, of: 40 });
  });

  it('has open slots beside the ended ones', () => {
    const { counts, awake, of } = summarizeSlots(nights('done', 'open', 'open'), 'daily-backup', now, 1);
    expect([counts.open, counts.done, awake, of]).toEqual([2, 1, 1, 1]);
  });

  it('knows the slots of its schedule only, and none that a wrong clock put ahead', () => {
    const records = [slot('done', latest, 'cleanup'), slot('failed', now + 1), slot('late', now)];
    expect(summarizeSlots(records, 'daily-backup', now)).toMatchObject({
      counts: { done: 0, failed: 0, late: 1 },
      of: 1,
    });
  });

  it('says nothing of a schedule that never ran', () => {
    expect(summarizeSlots([], 'daily-backup', now)).toMatchObject({ awake: 0, of: 0 });
  });

  it('adds up', () => {
    const kinds = fc.array(fc.constantFrom(...(Object.keys(shapes) as SlotKind[])), { maxLength: 60 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 0, max: 70 }), (list, last) => {
        const { counts, awake, of } = summarizeSlots(nights(...list), 'daily-backup', now, last);
        const ended = list.filter((kind) => kind !== 'open').slice(-last || list.length);
        expect(of).toBe(last === 0 ? 0 : ended.length);
        expect(counts.done + counts.late + counts.partial + counts.failed + counts.missed).toBe(of);
        expect(awake).toBe(of - counts.missed - counts.late);
      }),
    );
  });
});

describe('describeMissed', () => {
  const words = (...kinds: SlotKind[]) => describeMissed(nights(...kinds), 'daily-backup', zone, now);

  it('says how many were late and missed, and how many of both fell on weekends', () => {
    // Thursday back to Friday of the week before: Saturday and Sunday are the second and third.
    expect(words('done', 'missed', 'late', 'late', 'done', 'done', 'missed')).toBe(
      '2 ran late, 2 were missed, 2 of them on weekends.',
    );
    expect(words('done', 'missed', 'done', 'late', 'done', 'done', 'done')).toBe(
      '1 ran late, 1 was missed, 1 of them on a weekend.',
    );
  });

  it('leaves out what did not happen', () => {
    expect(words('done', 'done', 'failed', 'partial')).toBeNull();
    expect(words()).toBeNull();
    expect(words('late', 'done')).toBe('1 ran late.');
    expect(words('missed', 'missed')).toBe('2 were missed.');
  });

  it('names the weekend when all of them fell on it', () => {
    expect(words('missed', 'late', 'done', 'done', 'done', 'done')).toBe(
      '1 ran late, 1 was missed, all of them on weekends.',
    );
    expect(words('missed', 'done', 'done', 'done', 'done', 'done')).toBe('1 was missed, on a weekend.');
  });

  it('does not remark on weekends for what runs only then', () => {
    const sundays = [slot('missed', Date.parse('2026-03-15T02:00Z')), slot('done', Date.parse('2026-03-22T02:00Z'))];
    expect(describeMissed(sundays, 'daily-backup', zone, now)).toBe('1 was missed.');
  });

  it('asks the calendar of the zone which day is a weekend', () => {
    const records = [slot('missed', Date.parse('2026-03-22T22:30Z')), slot('done', latest)]; // Monday 00:30 in Berlin… 22:30 UTC on Sunday
    expect(describeMissed(records, 'daily-backup', 'UTC', now)).toBe('1 was missed, on a weekend.');
    expect(describeMissed(records, 'daily-backup', 'Asia/Kathmandu', now)).toBe('1 was missed.');
  });
});

describe('calendarOf', () => {
  const calendar = (records: readonly SlotRecord[], days?: number) =>
    calendarOf(records, 'daily-backup', zone, now, days);

  it('has the last 90 days with their weekdays, today last', () => {
    const days = calendar([]);
    expect(days).toHaveLength(90);
    expect(days[0]).toEqual({ date: '2025-12-27', weekday: 6, slots: [], kind: null });
    expect(days.at(-1)).toEqual({ date: '2026-03-26', weekday: 4, slots: [], kind: null });
    expect(new Set(days.map(({ date }) => date)).size).toBe(90);
  });

  it('puts each slot on its day in the zone', () => {
    const shortAfterMidnight = slot('done', Date.parse('2026-03-24T23:10Z'));
    const shortBefore = slot('failed', Date.parse('2026-03-24T22:50Z'));
    expect(calendar([shortAfterMidnight, shortBefore], 3)).toEqual([
      { date: '2026-03-24', weekday: 2, slots: [shortBefore], kind: 'failed' },
      { date: '2026-03-25', weekday: 3, slots: [shortAfterMidnight], kind: 'done' },
      { date: '2026-03-26', weekday: 4, slots: [], kind: null },
    ]);
  });

  it('has every day once across changes of the clock', () => {
    const after = Date.parse('2026-11-05T12:00Z');
    for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
      const days = calendarOf([], 'daily-backup', timeZone, after, 300);
      const gaps = days.slice(1).map(({ date }, index) => Date.parse(date) - Date.parse(days[index]?.date ?? ''));
      expect(new Set(gaps)).toEqual(new Set([dayMs]));
    }
  });

  it('shows the worst slot of a day', () => {
    const order: SlotKind[] = ['failed', 'missed', 'partial', 'late', 'open', 'done'];
    order.forEach((_, index) => {
      const kinds = order.slice(index).reverse();
      const records = kinds.map((kind, hour) => slot(kind, latest + hour * hourMs)).reverse();
      const [today] = calendar(records, 1);
      expect(today?.kind).toBe(order[index]);
      expect(today?.slots).toEqual(records.toReversed());
    });
  });

  it('loses no slot and doubles none', () => {
    const some = fc.array(fc.integer({ min: 0, max: 89 * 24 }), { maxLength: 40 });
    fc.assert(
      fc.property(some, (hoursAgo) => {
        const records = hoursAgo.map((hours) => slot('done', now - hours * hourMs));
        const shown = calendar(records).flatMap(({ slots }) => slots);
        expect(shown.map(({ dueAt }) => dueAt).sort()).toEqual(records.map(({ dueAt }) => dueAt).sort());
      }),
    );
  });
});

describe('countSlots', () => {
  it('counts every kind, for the legend', () => {
    expect(countSlots(nights('done', 'open', 'done', 'missed'))).toEqual({
      done: 2,
      late: 0,
      partial: 0,
      failed: 0,
      missed: 1,
      open: 1,
    });
  });
});
