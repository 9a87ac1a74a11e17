import { afterEach, describe, expect, it } from 'vitest';
import { defaultSchedules, type Schedule } from '../../src/core/schedule.ts';
import { claimedSlot, type SlotRecord } from '../../src/core/slot.ts';
import { createBackupRunner } from '../../src/tasks/backupRunner.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import { createProjectInspector } from '../../src/tasks/projectInspector.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import { runSlot } from '../../src/tasks/runSlot.ts';
import { createScheduledActs } from '../../src/tasks/scheduledActs.ts';
import { takeOverSlot } from '../../src/tasks/takeOverSlot.ts';
import { createVerificationRunner } from '../../src/tasks/verificationRunner.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

const tables = [
  { name: 'users', rows: rowsFrom1(30) },
  { name: 'orders', rows: rowsFrom1(50) },
];
const [daily] = defaultSchedules('UTC') as [Schedule];

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** One tab with everything real but the outside, and a slot that it has claimed. */
async function tabWithSlot(schedule: Schedule = daily) {
  const services = await memoryServices(tables);
  const slot = claimedSlot(
    {
      id: `${schedule.id}@2026-01-25T02:00+00:00[UTC]`,
      scheduleId: schedule.id,
      job: 'backup',
      dueAt: Date.parse('2026-01-25T02:00Z'),
    },
    { projectId: services.project.id, name: schedule.name, tab: services.tab },
  );
  await services.slots.claim(slot);
  const { acts } = await actsOf(services);
  const run = (of: SlotRecord = slot, lost = new AbortController().signal) =>
    runSlot(services, acts, schedule, of, lost);
  return { services, slot, run };
}

async function actsOf(services: FakeServices) {
  const queue = createJobQueue(services.clock.now);
  const inspector = createProjectInspector(services);
  stops.push(inspector.stop);
  await inspector.refresh();
  const verification = createVerificationRunner(services, queue);
  const runner = createBackupRunner(services, queue);
  const acts = createScheduledActs(services, { queue, runner, inspector, verification });
  return { acts, queue };
}

const latest = ({ slots, project }: FakeServices, { id }: SlotRecord) => slots.get(project.id, id);

/** Lets another tab take the slot over as soon as the run begins its archive. */
function takenOverInMidRun(services: FakeServices, slot: SlotRecord): { taken: Promise<SlotRecord | null> } {
  const { create } = services.store;
  const other = { ...services, tab: 'tab-2' };
  let resolve: (taken: SlotRecord | null) => void = () => undefined;
  const taken = new Promise<SlotRecord | null>((done) => {
    resolve = done;
  });
  services.store.create = async (id) => {
    services.store.create = create;
    const sink = await create(id);
    const current = await latest(services, slot);
    if (current !== null) resolve(await takeOverSlot(other, current));
    return sink;
  };
  return { taken };
}

describe('the backup of a slot', () => {
  it('is an automatic one that names its schedule and slot, of the tables, moment and time that the schedule says', async () => {
    const schedule: Schedule = {
      ...daily,
      id: 'office',
      name: 'US office',
      tables: { mode: 'only', names: ['public.orders'] },
      keep: 14,
      snapshot: true,
      reason: 'For the auditors',
    };
    const { services, slot, run } = await tabWithSlot(schedule);
    await run();
    const [record] = await services.backups.list(services.project.id);
    expect(record).toMatchObject({
      type: 'automatic',
      status: 'completed',
      reason: 'For the auditors',
      keep: 14,
      scope: 'only:public.orders',
      consistency: 'snapshot',
      schedule: { id: 'office', name: 'US office', slotId: slot.id },
      totalRows: 50,
    });
    expect(await latest(services, slot)).toMatchObject({
      state: 'ended',
      result: 'completed',
      backupId: record?.id,
      tries: 1,
    });
  });

  it('is not published when another tab took the slot over meanwhile, and leaves no bytes', async () => {
    const { services, slot, run } = await tabWithSlot();
    const { taken } = takenOverInMidRun(services, slot);
    await run();
    const now = await taken;
    expect(now).toMatchObject({ state: 'waiting', token: 2, tab: 'tab-2' });
    expect(await latest(services, slot)).toEqual(now); // what the slow tab found changes nothing
    const records = await services.backups.list(services.project.id);
    expect(records.map(({ status, archive }) => [status, archive])).toEqual([['interrupted', null]]);
    expect(await services.store.list()).toEqual([]);
    expect(await services.store.listUnpublished()).toEqual([]);
  });

  it('is made once by two tabs that both believe to lead', async () => {
    const { services, slot, run } = await tabWithSlot();
    const { taken } = takenOverInMidRun(services, slot);
    const slow = run();
    const mine = await taken;
    const other = { ...services, tab: 'tab-2' };
    const { acts } = await actsOf(other);
    if (mine === null) throw new Error('The slot was not taken over.');
    await Promise.all([slow, runSlot(other, acts, daily, mine, new AbortController().signal)]);
    const records = await services.backups.list(services.project.id);
    expect(records.filter(({ archive }) => archive !== null)).toHaveLength(1);
    expect(await services.store.list()).toHaveLength(1);
    expect(await latest(services, slot)).toMatchObject({ state: 'ended', result: 'completed', token: 2 });
  });

  it('is recorded as interrupted, not cancelled, when the tab lost the lead', async () => {
    const { services, run, slot } = await tabWithSlot();
    const lost = new AbortController();
    const { create } = services.store;
    services.store.create = (id) => {
      lost.abort();
      return create(id);
    };
    await run(slot, lost.signal);
    const [record] = await services.backups.list(services.project.id);
    expect(record?.status).toBe('interrupted');
    expect(await latest(services, slot)).toMatchObject({ state: 'running' }); // whoever leads now ends it
  });

  it('is recorded as interrupted, not cancelled, when the tab lost the lead while the run waited its turn', async () => {
    const { services, run, slot } = await tabWithSlot();
    const lost = new AbortController();
    let end: () => void = () => undefined;
    const other = services.lock.run(
      jobLock(services.project.id),
      () => new Promise<void>((resolve) => (end = resolve)),
    );
    const { run: take } = services.lock;
    services.lock.run = (name, job, options = {}) => take(name, job, { ...options, onWaiting: () => lost.abort() }); // as soon as it waits
    await run(slot, lost.signal);
    end();
    await other;
    expect((await services.backups.list(services.project.id)).map(({ status }) => status)).toEqual(['interrupted']);
  });
});

describe('taking a slot over', () => {
  const running = { state: 'running' as const, tries: 1, startedAt: '2026-01-25T02:00:00.000Z', triedAt: null };

  it('ends it when its backup was published before the tab was gone', async () => {
    const { services, slot } = await tabWithSlot();
    await services.slots.replace({ ...slot, ...running }, 1);
    const record = await backUp(services, { type: 'automatic', schedule: { id: 'x', name: 'x', slotId: slot.id } });
    expect(await takeOverSlot({ ...services, tab: 'tab-2' }, { ...slot, ...running })).toBeNull();
    expect(await latest(services, slot)).toMatchObject({ state: 'ended', result: 'completed', backupId: record.id });
  });

  it('marks a cut run as interrupted and has the slot run again', async () => {
    const { services, slot } = await tabWithSlot();
    await services.slots.replace({ ...slot, ...running }, 1);
    const done = await backUp(services, { type: 'automatic', schedule: { id: 'x', name: 'x', slotId: slot.id } });
    await services.backups.put({ ...done, status: 'in progress', archive: null, finishedAt: null });
    const again = await takeOverSlot({ ...services, tab: 'tab-2' }, { ...slot, ...running });
    expect(again).toMatchObject({ state: 'waiting', token: 2, tries: 1, tab: 'tab-2', backupId: done.id });
    expect((await services.backups.get(done.id))?.status).toBe('interrupted');
    expect(await services.store.list()).toEqual([]);
  });

  it('has it run again although an earlier try failed and a person deleted its record', async () => {
    const { services, slot } = await tabWithSlot();
    await services.slots.replace({ ...slot, ...running, tries: 2 }, 1);
    const options = { type: 'automatic' as const, schedule: { id: 'x', name: 'x', slotId: slot.id } };
    const failed = await backUp(services, { ...options, tables: { mode: 'only', names: ['public.nothing'] } });
    expect(failed).toMatchObject({ status: 'failed', archive: null });
    await deleteBackups(services, [failed.id]);
    const again = await takeOverSlot({ ...services, tab: 'tab-2' }, { ...slot, ...running, tries: 2 });
    expect(again).toMatchObject({ state: 'waiting', token: 2, tries: 2 });
  });

  it('calls a slot failed whose tab was closed four times', async () => {
    const { services, slot } = await tabWithSlot();
    const worn = { ...slot, ...running, tries: 4 };
    await services.slots.replace(worn, 1);
    expect(await takeOverSlot({ ...services, tab: 'tab-2' }, worn)).toBeNull();
    expect(await latest(services, slot)).toMatchObject({ state: 'ended', result: 'failed', tries: 4 });
  });

  it('is one tab’s, when several try', async () => {
    const { services, slot } = await tabWithSlot();
    const tries = ['b', 'c', 'd'].map((tab) => takeOverSlot({ ...services, tab }, slot));
    expect((await Promise.all(tries)).filter((taken) => taken !== null)).toHaveLength(1);
  });
});
