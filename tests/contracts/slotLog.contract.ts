import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlotRecord } from '../../src/core/slot.ts';
import type { SlotLog } from '../../src/ports/SlotLog.ts';
import { callsOf, type SharedUnderTest } from './sharedUnderTest.ts';
import { endedSlot, projectId, slotRecord } from './slotRecord.ts';

const idsOf = (records: SlotRecord[]) => records.map(({ id }) => id);

/** What every log of slots promises. */
export function slotLogContract(name: string, make: () => Promise<SharedUnderTest<SlotLog>>): void {
  describe(`slot log: ${name}`, () => {
    let under: SharedUnderTest<SlotLog>;
    let here: SlotLog;
    let otherTab: SlotLog;
    beforeEach(async () => {
      under = await make();
      ({ here, otherTab } = under);
    });
    afterEach(() => under.close());

    test('a slot that was claimed is the same in every tab, and can be claimed by nobody else', async () => {
      const claimed = slotRecord(1);
      expect(await here.claim(claimed)).toBe(true);
      expect(await otherTab.claim(slotRecord(1, { tab: 'tab-2', token: 7 }))).toBe(false);
      expect(await here.claim(claimed)).toBe(false);
      expect(await here.get(projectId, claimed.id)).toEqual(claimed);
      expect(await otherTab.get(projectId, claimed.id)).toEqual(claimed);
    });

    test('a slot that ended cannot be claimed again', async () => {
      await here.claim(endedSlot(1));
      expect(await otherTab.claim(slotRecord(1))).toBe(false);
      expect((await here.get(projectId, slotRecord(1).id))?.state).toBe('ended');
    });

    test('of many tabs that claim one slot at once, exactly one does', async () => {
      const tabs = Array.from({ length: 12 }, (_, index) => `tab-${index}`);
      const answers = await Promise.all(
        tabs.map((tab, index) => (index % 2 === 0 ? here : otherTab).claim(slotRecord(1, { tab }))),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await here.get(projectId, slotRecord(1).id))?.tab).toBe(tabs[answers.indexOf(true)]);
    });

    test('of two tabs that take a slot over at once, exactly one does', async () => {
      await here.claim(slotRecord(1, { token: 3 }));
      const answers = await Promise.all([
        here.replace(slotRecord(1, { token: 4, tab: 'tab-2' }), 3),
        otherTab.replace(slotRecord(1, { token: 4, tab: 'tab-3' }), 3),
      ]);
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await here.get(projectId, slotRecord(1).id))?.tab).toBe(answers[0] ? 'tab-2' : 'tab-3');
    });

    test('a record is replaced only under the token that it has', async () => {
      await here.claim(slotRecord(1));
      expect(await here.replace(slotRecord(1, { state: 'running' }), 1)).toBe(true);
      expect(await otherTab.replace(slotRecord(1, { token: 2, tab: 'tab-2' }), 1)).toBe(true);
      expect(await here.replace(endedSlot(1), 1)).toBe(false);
      expect(await here.replace(endedSlot(1), 3)).toBe(false);
      expect(await here.get(projectId, slotRecord(1).id)).toEqual(slotRecord(1, { token: 2, tab: 'tab-2' }));
    });

    test('a slot that has ended is not opened again by one who read it before, but can be noted on', async () => {
      await here.claim(slotRecord(1, { state: 'running' }));
      await otherTab.replace(endedSlot(1), 1);
      for (const state of ['waiting', 'running', 'retrying'] as const)
        expect(await here.replace(slotRecord(1, { state, token: 2 }), 1)).toBe(false);
      expect(await here.get(projectId, slotRecord(1).id)).toEqual(endedSlot(1));
      const seen = endedSlot(1, { seenAt: '2026-01-02T08:00:00.000Z' });
      expect(await here.replace(seen, 1)).toBe(true);
      expect(await otherTab.get(projectId, seen.id)).toEqual(seen);
    });

    test('what is not there cannot be replaced', async () => {
      expect(await here.replace(slotRecord(1), 1)).toBe(false);
      expect(await here.get(projectId, slotRecord(1).id)).toBeNull();
    });

    test('claiming many leaves those that are there as they are', async () => {
      await otherTab.claim(slotRecord(2, { tab: 'tab-2' }));
      await here.claimAll([1, 2, 3].map((day) => endedSlot(day, { result: 'missed' })));
      expect((await here.list(projectId, 0)).map(({ tab, result }) => [tab, result])).toEqual([
        ['tab-1', 'missed'],
        ['tab-2', null],
        ['tab-1', 'missed'],
      ]);
    });

    test('the list is newest first, and begins at the instant that is asked for', async () => {
      await here.claimAll([3, 1, 4, 2].map((day) => endedSlot(day)));
      const dueAt = Date.parse(endedSlot(3).dueAt);
      expect(idsOf(await otherTab.list(projectId, 0))).toEqual([4, 3, 2, 1].map((day) => endedSlot(day).id));
      expect(idsOf(await otherTab.list(projectId, dueAt))).toEqual([4, 3].map((day) => endedSlot(day).id));
      expect(idsOf(await otherTab.list(projectId, dueAt + 1))).toEqual([endedSlot(4).id]);
    });

    test('slots of several schedules that are due at one instant are all in the list', async () => {
      const sunday = endedSlot(1, { id: 'cleanup@2026-01-01T02:00+00:00[UTC]', scheduleId: 'cleanup', job: 'cleanup' });
      await here.claimAll([endedSlot(1), sunday]);
      expect(idsOf(await here.list(projectId, 0)).sort()).toEqual([sunday.id, endedSlot(1).id]);
    });

    test.each([
      'waiting',
      'running',
      'retrying',
    ] as const)('a slot that is %s is listed however old it is', async (state) => {
      await here.claimAll([slotRecord(1, { state }), endedSlot(2), endedSlot(9)]);
      const from = Date.parse(endedSlot(5).dueAt);
      expect(idsOf(await here.list(projectId, from))).toEqual([endedSlot(9).id, slotRecord(1).id]);
      await here.replace(endedSlot(1), 1);
      expect(idsOf(await here.list(projectId, from))).toEqual([endedSlot(9).id]);
    });

    test('whatever is claimed, the list holds what is due since then and what is open, newest first', async () => {
      const days = fc.uniqueArray(fc.record({ day: fc.integer({ min: 1, max: 31 }), open: fc.boolean() }), {
        selector: ({ day }) => day,
        maxLength: 12,
      });
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(days, fc.integer({ min: 1, max: 31 }), async (made, fromDay) => {
          runs += 1;
          const project = `https://run-${runs}.example`;
          const records = made.map(({ day, open }) => (open ? slotRecord : endedSlot)(day, { projectId: project }));
          await here.claimAll(records);
          const from = slotRecord(fromDay).dueAt;
          const expected = records
            .filter(({ state, dueAt }) => state !== 'ended' || dueAt >= from)
            .sort((a, b) => (a.dueAt < b.dueAt ? 1 : -1));
          expect(await otherTab.list(project, Date.parse(from))).toEqual(expected);
        }),
        { numRuns: 25 },
      );
    });

    test('projects are kept apart', async () => {
      const foreign = slotRecord(1, { projectId: 'https://two.example', tab: 'tab-2' });
      await here.claim(slotRecord(1));
      expect(await here.claim(foreign)).toBe(true);
      await here.setCheckedUntil(projectId, 5);
      expect(await here.list(projectId, 0)).toEqual([slotRecord(1)]);
      expect(await here.get('https://two.example', foreign.id)).toEqual(foreign);
      expect(await here.checkedUntil('https://two.example')).toBeNull();
      const missed = endedSlot(2, { projectId: 'https://two.example', result: 'missed' });
      await here.claim(missed);
      await here.remove(projectId, [missed.id]);
      expect(await here.list('https://two.example', 0)).toEqual([missed, foreign]);
    });

    test('missed slots that are forgotten can be claimed anew, and forgetting what is not there is no error', async () => {
      await here.claimAll([endedSlot(1, { result: 'missed' }), endedSlot(2, { result: 'missed' })]);
      await otherTab.remove(projectId, [slotRecord(1).id, slotRecord(3).id]);
      expect(idsOf(await here.list(projectId, 0))).toEqual([slotRecord(2).id]);
      expect(await here.claim(slotRecord(1, { tab: 'tab-2' }))).toBe(true);
    });

    test('slots that were not missed are not forgotten', async () => {
      const kept = [
        slotRecord(4),
        slotRecord(3, { state: 'running' }),
        endedSlot(2),
        endedSlot(1, { result: 'failed' }),
      ];
      await here.claimAll(kept);
      await otherTab.remove(projectId, idsOf(kept));
      expect(await here.list(projectId, 0)).toEqual(kept);
    });

    test('how far the slots were looked at is known in every tab', async () => {
      expect(await here.checkedUntil(projectId)).toBeNull();
      await here.setCheckedUntil(projectId, 1_769_000_000_000);
      expect(await otherTab.checkedUntil(projectId)).toBe(1_769_000_000_000);
    });

    test('changing a record that was read or written changes nothing in the log', async () => {
      const written = slotRecord(1);
      await here.claim(written);
      written.name = 'changed';
      const [read] = await here.list(projectId, 0);
      if (read !== undefined) read.name = 'changed too';
      expect((await here.get(projectId, written.id))?.name).toBe('Daily backup');
    });

    test('changes are told in this tab and in the other, when they can be read', async () => {
      const mine = callsOf(here.subscribe);
      const seen: Promise<SlotRecord | null>[] = [];
      const theirs = callsOf((listener) =>
        otherTab.subscribe(() => {
          seen.push(otherTab.get(projectId, slotRecord(1).id));
          listener();
        }),
      );
      await here.claim(slotRecord(1));
      await Promise.all([mine.until(1), theirs.until(1)]);
      expect((await seen[0])?.state).toBe('waiting');
      await here.replace(slotRecord(1, { state: 'running' }), 1);
      await Promise.all([mine.until(2), theirs.until(2)]);
      await here.claimAll([endedSlot(2, { result: 'missed' })]);
      await Promise.all([mine.until(3), theirs.until(3)]);
      await here.remove(projectId, [slotRecord(2).id]);
      await Promise.all([mine.until(4), theirs.until(4)]);
      mine.end();
      theirs.end();
    });

    test('what changed nothing is not told', async () => {
      await here.claim(slotRecord(1));
      const calls = callsOf(here.subscribe);
      await here.claim(slotRecord(1));
      await here.claimAll([slotRecord(1)]);
      await here.replace(slotRecord(1), 9);
      await here.setCheckedUntil(projectId, 1);
      expect(calls.count()).toBe(0);
      calls.end();
    });
  });
}
