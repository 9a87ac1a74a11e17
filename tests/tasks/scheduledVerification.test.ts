import { afterEach, describe, expect, it } from 'vitest';
import { newsOf } from '../../src/core/slotNews.ts';
import { createBackupRunner } from '../../src/tasks/backupRunner.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import { createProjectInspector } from '../../src/tasks/projectInspector.ts';
import { createScheduledActs } from '../../src/tasks/scheduledActs.ts';
import { createScheduler } from '../../src/tasks/scheduler.ts';
import { createVerificationRunner } from '../../src/tasks/verificationRunner.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { backUp, memoryServices, rowsFrom1 } from './memoryServices.ts';

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
/** Wednesday, 02:55 in UTC, where the schedules of these tests are. */
const start = Date.UTC(2026, 3, 1, 2, 55);

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A tab with some backups that leads until the test is over; only the verification is on. */
async function tabWith(backups: number) {
  const services = await memoryServices([{ name: 'users', rows: rowsFrom1(5) }]);
  let early = start - 60 * minuteMs;
  services.clock.now = () => ++early;
  const records = [];
  for (let made = 0; made < backups; made += 1) records.push(await backUp(services));
  const clock = createManualClock(start);
  services.clock = clock;
  const { project, settings, slots } = services;
  const stored = await settings.load(project.id);
  const schedules = stored.schedules.filter(({ job }) => job === 'verification');
  await settings.save(project.id, { ...stored, schedules });

  const queue = createJobQueue(clock.now);
  const verification = createVerificationRunner(services, queue);
  const inspector = createProjectInspector(services);
  await inspector.refresh();
  const runner = createBackupRunner(services, queue);
  const acts = createScheduledActs(services, { queue, runner, inspector, verification });
  const scheduler = createScheduler(services, acts);
  stops.push(scheduler.stop, inspector.stop);
  scheduler.start(true);
  await clock.advance(0);
  const log = () => slots.list(project.id, 0);
  const isOn = async () => (await log()).some(({ state }) => state === 'waiting' || state === 'running');
  /** Lets time pass, and what began in it end. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    while (await isOn()) await clock.advance(0);
  };
  /** The machine sleeps until the next Wednesday, 03:00. */
  const sleepAWeek = async () => {
    clock.setWallClock(start + weekMs + 5 * minuteMs);
    services.host.wake();
    await pass(0);
  };
  return { services, records, queue, log, pass, sleepAWeek };
}

describe('the verification of a week', () => {
  it('runs on Wednesday at 03:00 and says what it read', async () => {
    const { services, log, pass } = await tabWith(3);
    await pass(4 * minuteMs);
    expect(await log()).toEqual([]);
    await pass(minuteMs);
    expect(await log()).toMatchObject([
      {
        id: 'verification@2026-04-01T03:00+00:00[UTC]',
        state: 'ended',
        result: 'completed',
        tries: 1,
        message: '3 archives verified.',
      },
    ]);
    const records = await services.backups.list(services.project.id);
    expect(records.every(({ archive }) => archive?.checkedAt?.startsWith('2026-04-01T03:0'))).toBe(true);
    const [entry] = await services.audit.list(services.project.id);
    expect(entry).toMatchObject({ action: 'verification', by: 'schedule', result: 'verified' });
  });

  it('tells of archives that it finds corrupt or missing, once, and is not tried again for them', async () => {
    const { services, records, log, pass, sleepAWeek } = await tabWith(3);
    const [a, b] = records;
    if (a === undefined || b === undefined) throw new Error('There are three.');
    await services.store.damage(a.id, (bytes) => bytes.slice(0, -1));
    await services.store.delete(b.id);
    await pass(6 * minuteMs);
    const [slot] = await log();
    expect(slot).toMatchObject({ state: 'ended', result: 'damaged', tries: 1 });
    expect(slot?.message).toBe(
      `1 archive is corrupt: ${a.filename}. Open the backup to see which tables are still good. ` +
        `1 archive is no longer in this browser: ${b.filename}. 1 archive verified.`,
    );
    if (slot === undefined) return;
    expect(newsOf(slot)).toMatchObject({ kind: 'failure', title: 'Verification found damaged archives' });

    await sleepAWeek();
    const [next] = await log();
    expect(next).toMatchObject({
      result: 'completed',
      message: '1 archive verified. 2 archives that were corrupt or missing before still are.',
    });
  });

  it('tries again what could not be examined, and reads nothing twice for it', async () => {
    const { services, records, log, pass } = await tabWith(2);
    const [a, b] = records;
    if (a === undefined || b === undefined) throw new Error('There are two.');
    await services.store.damage(b.id, (bytes) => bytes.slice(0, -1));
    const { open } = services.store;
    const opened: string[] = [];
    services.store.open = (id) => {
      opened.push(id);
      if (id === a.id && opened.length < 3) throw new Error('The disk did not answer.');
      return open(id);
    };
    await pass(5 * minuteMs);
    expect(await log()).toMatchObject([
      { state: 'retrying', message: expect.stringContaining('could not be examined') },
    ]);
    expect(opened).toEqual([a.id, b.id]);
    opened.push('a minute later');
    await pass(2 * minuteMs);
    expect(await log()).toMatchObject([{ state: 'ended', result: 'damaged', tries: 2 }]);
    expect((await log())[0]?.message).toContain(`1 archive is corrupt: ${b.filename}`);
    expect(opened).toEqual([a.id, b.id, 'a minute later', a.id]);
  });

  it('is over when a person cancels it, and leaves deleted backups out of its sum', async () => {
    const { services, records, queue, log, pass, sleepAWeek } = await tabWith(2);
    const [a, b] = records;
    if (a === undefined || b === undefined) throw new Error('There are two.');
    const { open } = services.store;
    services.store.open = async (id) => {
      queue.cancel(queue.get().running?.id ?? '');
      return open(id);
    };
    await pass(6 * minuteMs);
    expect(await log()).toMatchObject([{ state: 'ended', result: 'cancelled' }]);

    services.store.open = async (id) => {
      if (id === a.id) await deleteBackups(services, [b.id]);
      return open(id);
    };
    await sleepAWeek();
    expect((await log())[0]).toMatchObject({ result: 'completed', message: '1 archive verified.' });
  });
});
