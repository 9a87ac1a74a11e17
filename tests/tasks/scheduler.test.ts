import { afterEach, describe, expect, it } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { settingsIn } from '../../src/core/settings.ts';
import type { SlotRecord } from '../../src/core/slot.ts';
import type { ScheduledActs } from '../../src/tasks/runSlot.ts';
import { saveSettings } from '../../src/tasks/saveSettings.ts';
import { createScheduler, type Scheduler } from '../../src/tasks/scheduler.ts';
import { createFakeServices, type FakeServices } from '../fakes/fakeServices.ts';
import { createManualClock, type ManualClock } from '../fakes/manualClock.ts';
import { createMemoryProject } from '../fakes/memoryProject.ts';
import { backupRecord } from '../pages/backupRecords.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Fri 23 Jan 2026, 20:00 UTC. */
const evening = Date.UTC(2026, 0, 23, 20);

interface Bench {
  services: FakeServices;
  clock: ManualClock;
  scheduler: Scheduler;
  /** What the acts did, with the time of day in UTC. */
  done: string[];
  /** How the next backups end, first come first served; completed when nothing is left. */
  ends: (Partial<BackupRecord> | Error)[];
  signedIn: boolean;
  /** What a cleanup that has begun waits for. */
  cleanupEnds: Promise<void>;
  /** In place of a tidying that goes well. */
  tidy: (() => Promise<never>) | null;
  log(): Promise<SlotRecord[]>;
}

const running: Scheduler[] = [];

async function bench(startMs = evening, shared: Partial<FakeServices> = {}): Promise<Bench> {
  const clock = createManualClock(startMs);
  const project = createMemoryProject({ accounts: [], tables: [] });
  const services = createFakeServices(project, { clock, ...shared });
  const made: Bench = {
    services,
    clock,
    done: [],
    ends: [],
    signedIn: true,
    tidy: null,
    cleanupEnds: Promise.resolve(),
    scheduler: undefined as unknown as Scheduler,
    log: () => services.slots.list(project.id, 0),
  };
  const at = () => new Date(clock.now()).toISOString().slice(11, 16);
  const acts: ScheduledActs = {
    ready: () => made.signedIn,
    tidy: async () => (made.tidy === null ? made.done.push(`${at()} tidy`) : made.tidy()),
    async backup({ schedule, begin }) {
      if (!(await begin())) return null;
      made.done.push(`${at()} ${schedule.name}`);
      const end = made.ends.shift() ?? {};
      if (end instanceof Error) throw end;
      return backupRecord(new Date(clock.now()).toISOString(), end);
    },
    async cleanup({ begin }) {
      if (!(await begin())) return null;
      made.done.push(`${at()} cleanup`);
      await made.cleanupEnds;
      return { removed: 3, freedBytes: 100, paused: null };
    },
    async verification({ begin }) {
      if (!(await begin())) return null;
      made.done.push(`${at()} verification`);
      return { verified: 2, corrupt: [], missing: [], known: 0, failed: [] };
    },
  };
  made.scheduler = createScheduler(services, acts);
  running.push(made.scheduler);
  made.scheduler.start();
  await clock.advance(0);
  return made;
}

afterEach(() => {
  for (const scheduler of running.splice(0)) scheduler.stop();
});

describe('the scheduler', () => {
  it('runs the daily backup at its time, and on Sunday the cleanup after it', async () => {
    const { clock, done, log } = await bench();
    await clock.advance(32 * hourMs);
    expect(done).toEqual(['20:00 tidy', '02:00 Daily backup', '20:00 tidy', '02:00 Daily backup', '03:00 cleanup']);
    expect((await log()).map(({ id, result, removed }) => [id, result, removed])).toEqual([
      ['cleanup@2026-01-25T03:00+00:00[UTC]', 'completed', 3],
      ['daily-backup@2026-01-25T02:00+00:00[UTC]', 'completed', null],
      ['daily-backup@2026-01-24T02:00+00:00[UTC]', 'completed', null],
    ]);
  });

  it('runs nothing that was due before it first ran', async () => {
    const { clock, done, log } = await bench(Date.UTC(2026, 0, 25, 12));
    await clock.advance(hourMs);
    expect(done).toEqual(['12:00 tidy']);
    expect(await log()).toEqual([]);
  });

  it('runs the newest slot that it slept through, late, and writes down the older ones as missed', async () => {
    const { clock, done, log, services } = await bench();
    clock.setWallClock(evening + 3.5 * 24 * hourMs); // the machine slept until Tuesday, 08:00
    services.host.wake();
    await clock.advance(0);
    expect(done).toEqual(['20:00 tidy', '08:00 Daily backup', '08:00 cleanup']);
    const found = await log();
    expect(found.map(({ id, result, message }) => [id.slice(0, 26), result, message])).toEqual([
      ['daily-backup@2026-01-27T02', 'completed', null],
      ['daily-backup@2026-01-26T02', 'missed', 'No tab was awake'],
      ['cleanup@2026-01-25T03:00+0', 'completed', null],
      ['daily-backup@2026-01-25T02', 'missed', 'No tab was awake'],
      ['daily-backup@2026-01-24T02', 'missed', 'No tab was awake'],
    ]);
    expect(found[0]?.startedAt).toBe('2026-01-27T08:00:00.000Z');
  });

  it('tries a failed slot again after 1, 5 and 15 minutes, then calls it failed', async () => {
    const { clock, done, ends, log } = await bench();
    const failure: Partial<BackupRecord> = {
      status: 'failed',
      archive: null,
      error: { code: 'network', message: 'The project could not be reached.', hint: null },
    };
    ends.push(failure, failure, failure, failure);
    await clock.advance(6 * hourMs + 30_000);
    expect((await log())[0]).toMatchObject({ state: 'retrying', tries: 1, nextTryAt: '2026-01-24T02:01:00.000Z' });
    await clock.advance(hourMs);
    expect(done).toEqual(['20:00 tidy', ...['02:00', '02:01', '02:06', '02:21'].map((time) => `${time} Daily backup`)]);
    expect((await log())[0]).toMatchObject({
      state: 'ended',
      result: 'failed',
      tries: 4,
      message: 'The project could not be reached.',
      seenAt: null,
    });
  });

  it('ends a slot whose second try went well as completed', async () => {
    const { clock, ends, log } = await bench();
    ends.push({ status: 'failed', archive: null });
    await clock.advance(7 * hourMs);
    expect((await log())[0]).toMatchObject({ state: 'ended', result: 'completed', tries: 2 });
  });

  it('does not try again what a person cancelled, or what came out partial', async () => {
    const { clock, ends, log, done } = await bench();
    ends.push({ status: 'cancelled', archive: null }, { status: 'partial' });
    await clock.advance(31 * hourMs);
    const backups = (await log()).filter(({ job }) => job === 'backup');
    expect(backups.map(({ result }) => result)).toEqual(['partial', 'cancelled']);
    expect(done.filter((line) => line.endsWith('backup'))).toHaveLength(2);
  });

  it('keeps a slot waiting while nobody is signed in, and runs it after sign-in', async () => {
    const made = await bench();
    made.signedIn = false;
    await made.clock.advance(8 * hourMs);
    expect((await made.log())[0]).toMatchObject({ state: 'waiting', startedAt: null, tries: 0 });
    made.signedIn = true;
    made.scheduler.wake();
    await made.clock.advance(0);
    expect((await made.log())[0]).toMatchObject({ result: 'completed', startedAt: '2026-01-24T04:00:00.000Z' });
  });

  it('lets a slot wait again, without counting the try, when the session ended in the last moment', async () => {
    const { clock, ends, log } = await bench();
    ends.push(new HoldfastError('sign-in-required', 'Nobody is signed in.'));
    await clock.advance(6 * hourMs + 1);
    expect((await log())[0]).toMatchObject({ state: 'ended', result: 'completed', tries: 1 });
  });

  it('calls a slot missed that still waited for sign-in when the next one was due', async () => {
    const made = await bench(Date.UTC(2026, 0, 26, 20));
    made.signedIn = false;
    await made.clock.advance(31 * hourMs);
    const backups = (await made.log()).filter(({ job }) => job === 'backup');
    expect(backups.map(({ state, result, message }) => [state, result, message])).toEqual([
      ['waiting', null, null],
      ['ended', 'missed', 'It still waited when the next one was due'],
    ]);
  });

  it('runs nothing while it is switched off, and does not make up for it afterwards', async () => {
    const { services, clock, done, scheduler, log } = await bench();
    const settings = settingsIn('UTC');
    await saveSettings(services, { ...settings, automatic: false });
    await clock.advance(8 * hourMs);
    expect(scheduler.get().status).toBe('off');
    await saveSettings(services, { ...settings, automatic: true });
    await clock.advance(hourMs);
    expect(scheduler.get().status).toBe('leading');
    expect(done.filter((line) => line.endsWith('backup'))).toEqual([]);
    expect(await log()).toEqual([]);
  });

  it('runs a slot of which the clock was set back once', async () => {
    const { clock, done } = await bench();
    await clock.advance(6 * hourMs + minuteMs);
    clock.setWallClock(clock.now() - 10 * minuteMs);
    await clock.advance(hourMs);
    expect(done.filter((line) => line.endsWith('backup'))).toEqual(['02:00 Daily backup']);
  });

  it('goes on every night after a clock that was a year ahead for a minute', async () => {
    const { clock, done } = await bench();
    const right = clock.now();
    clock.setWallClock(right + 365 * 24 * hourMs);
    await clock.advance(minuteMs);
    clock.setWallClock(right + minuteMs);
    await clock.advance(72 * hourMs);
    expect(done.filter((line) => line.startsWith('02:00 Daily'))).toHaveLength(3);
  });

  it('says why it cannot run where the browser has no locks', async () => {
    const refused = () => Promise.reject(new HoldfastError('insecure-context', 'This browser offers no locks.'));
    const { scheduler, clock, done } = await bench(evening, { lock: { run: refused, isHeld: refused } });
    await clock.advance(12 * hourMs);
    expect(scheduler.get()).toEqual({ status: 'blocked', message: 'This browser offers no locks.' });
    expect(done).toEqual([]);
  });

  it('runs what is due although old leftovers cannot be cleared, says so, and tries that again', async () => {
    const made = await bench();
    made.tidy = () => Promise.reject(new HoldfastError('storage-failed', 'A file is locked.'));
    await made.clock.advance(30 * hourMs + minuteMs);
    expect(made.scheduler.get()).toEqual({ status: 'leading', message: 'A file is locked.' });
    expect(made.done.filter((line) => line.endsWith('backup'))).toHaveLength(2);
    made.tidy = null;
    await made.clock.advance(11 * minuteMs);
    expect(made.scheduler.get().message).toBeNull();
  });

  it('does not run a slot again that ends while it looks at the clock', async () => {
    const made = await bench(evening + 12 * hourMs);
    const { services, clock, done } = made;
    let end: () => void = () => undefined;
    made.cleanupEnds = new Promise((resolve) => {
      end = resolve;
    });
    await clock.advance(20 * hourMs); // Sunday, 04:00
    let goOn: () => void = () => undefined;
    const { setCheckedUntil } = services.slots;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    services.slots.setCheckedUntil = async (...args) => {
      await held;
      await setCheckedUntil(...args);
    };
    await clock.advance(minuteMs); // a look has read the log, in which the cleanup runs
    end();
    await clock.advance(0);
    goOn();
    await clock.advance(hourMs);
    expect(done.filter((line) => line.endsWith('cleanup'))).toHaveLength(1);
    expect((await made.log())[0]).toMatchObject({ job: 'cleanup', state: 'ended', result: 'completed', token: 1 });
  });

  it('says what went wrong at its last look, and looks again', async () => {
    const { services, clock, scheduler, done } = await bench();
    const { list } = services.slots;
    services.slots.list = () => Promise.reject(new HoldfastError('storage-failed', 'The log cannot be read.'));
    await clock.advance(7 * hourMs);
    expect(scheduler.get()).toEqual({ status: 'leading', message: 'The log cannot be read.' });
    services.slots.list = list;
    await clock.advance(minuteMs);
    expect(scheduler.get().message).toBeNull();
    expect(done.at(-1)).toMatch(/Daily backup$/);
  });
});
