import { expect, test } from 'vitest';
import { settingsIn } from '../../src/core/settings.ts';
import type { SlotRecord } from '../../src/core/slot.ts';
import { createSettingsWatch } from '../../src/tasks/settingsWatch.ts';
import { createSlotHistory } from '../../src/tasks/slotHistory.ts';
import { createSlotTeller } from '../../src/tasks/tellSlots.ts';
import { endedSlot, slotRecord } from '../contracts/slotRecord.ts';
import { memoryServices } from './memoryServices.ts';

type Wanted = ReturnType<typeof settingsIn>['notifications'];

/** A teller that has read the log; `log` adds a slot and waits until it was looked at. */
async function startTeller(wanted: Partial<Wanted> = {}, before: readonly SlotRecord[] = []) {
  const services = await memoryServices([]);
  const { slots, settings, project, host, clock } = services;
  clock.now = () => Date.parse('2026-01-30T12:00Z');
  host.permission = 'granted';
  const ofProject = (slot: SlotRecord) => ({ ...slot, projectId: project.id });
  const defaults = settingsIn('UTC');
  await settings.save(project.id, { ...defaults, notifications: { ...defaults.notifications, ...wanted } });
  await slots.claimAll(before.map(ofProject));
  const history = createSlotHistory(services);
  const watch = createSettingsWatch(services);
  const teller = createSlotTeller(services, history, watch);
  await watch.refresh();
  await history.refresh();
  return {
    services,
    teller,
    watch,
    told: () => host.notifications.map(({ title, body }) => `${title}: ${body}`),
    async log(slot: SlotRecord) {
      const record = ofProject(slot);
      if (!(await slots.claim(record))) await slots.replace(record, record.token);
      await history.refresh();
    },
  };
}

const late = { startedAt: '2026-01-20T07:10:00.000Z' };

test('a failure is told with its reason, once, however often the log is read', async () => {
  const { log, told, services } = await startTeller();
  const failed = endedSlot(20, { result: 'failed', message: 'public.sms_logs timed out four times.' });
  await log(slotRecord(20, { state: 'running' }));
  expect(told()).toEqual([]);
  await log(failed);
  await log({ ...failed, seenAt: '2026-01-20T09:00:00.000Z' });
  expect(told()).toEqual(['Daily backup failed: public.sms_logs timed out four times.']);
  expect(services.host.notifications[0]?.tag).toBe(failed.id);
});

test.each([
  ['a late run', endedSlot(20, late), 'Daily backup ran 5 h late: The backup is complete.'],
  ['a backup that is not complete', endedSlot(20, { result: 'partial', ...late }), /^Daily backup is not complete: /],
  [
    'a cleanup that paused',
    endedSlot(20, { result: 'paused', job: 'cleanup', name: 'Cleanup', message: 'The newest run failed.' }),
    'Cleanup is paused: The newest run failed.',
  ],
])('%s is told by default', async (_what, slot, words) => {
  const { log, told } = await startTeller();
  await log(slot);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatch(words);
});

test.each([
  ['a run on time', endedSlot(20, { startedAt: '2026-01-20T02:00:20.000Z' })],
  ['a run that a person cancelled', endedSlot(20, { result: 'cancelled', ...late })],
  ['a slot that was missed', endedSlot(20, { result: 'missed' })],
  ['what another tab ran', endedSlot(20, { result: 'failed', tab: 'tab-2' })],
  ['a try that will be repeated', slotRecord(20, { state: 'retrying', message: 'It timed out.' })],
])('%s is not told by default', async (_what, slot) => {
  const { log, told } = await startTeller();
  await log(slot);
  expect(told()).toEqual([]);
});

test('what had ended before it watched is old news', async () => {
  const { log, told } = await startTeller({ success: true }, [endedSlot(19, { result: 'failed' })]);
  await log(endedSlot(20));
  expect(told()).toEqual(['Daily backup completed: The backup is complete.']);
});

test('each kind is told only where it is wanted', async () => {
  const none = await startTeller({ failure: false, late: false, success: false });
  for (const slot of [endedSlot(18), endedSlot(19, { result: 'failed' }), endedSlot(20, late)]) await none.log(slot);
  expect(none.told()).toEqual([]);

  const success = await startTeller({ failure: false, late: false, success: true });
  await success.log(endedSlot(18, { job: 'cleanup', name: 'Cleanup', removed: 7 }));
  await success.log(endedSlot(19, { result: 'unproven' }));
  await success.log(endedSlot(20, late));
  expect(success.told()).toEqual([
    'Cleanup completed: 7 backups were removed.',
    'Daily backup completed: It is stored. Whether it is complete is unknown.',
    'Daily backup ran 5 h late: The backup is complete.',
  ]);
});

test('nothing is told after it stopped', async () => {
  const { log, told, teller } = await startTeller();
  teller.stop();
  await log(endedSlot(20, { result: 'failed' }));
  expect(told()).toEqual([]);
});
