import type { BackupRecord } from '../../src/core/backup.ts';
import { isAbort } from '../../src/core/HoldfastError.ts';
import type { Schedule } from '../../src/core/schedule.ts';
import { settingsIn } from '../../src/core/settings.ts';
import type { Clock } from '../../src/ports/Clock.ts';
import type { JobLock } from '../../src/ports/JobLock.ts';
import type { Services } from '../../src/ports/Services.ts';
import { holdLock } from '../../src/tasks/holdLock.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import { jobLock } from '../../src/tasks/runLock.ts';
import type { ScheduledActs } from '../../src/tasks/runSlot.ts';
import { createScheduler, type Scheduler } from '../../src/tasks/scheduler.ts';
import { createFakeServices } from '../fakes/fakeServices.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { createMemoryHeartbeats } from '../fakes/memoryHeartbeats.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemoryProject } from '../fakes/memoryProject.ts';
import { createMemorySlotLog } from '../fakes/memorySlotLog.ts';
import { backupRecord } from '../pages/backupRecords.ts';

/** A tab of the simulated browser. */
export interface WorldTab {
  name: string;
  scheduler: Scheduler;
  /** Stops everything in it until it is thawed; its locks stay its own. */
  freeze(): void;
  thaw(): void;
  /** Ends it at once: its locks are free, and nothing of it goes on. */
  close(): void;
}

export interface World {
  readonly tabs: readonly WorldTab[];
  services: Services;
  openTab(): WorldTab;
  /** Time passes, for the whole machine; then timers that are due fire, however late, in tabs that are not frozen. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock of the machine. */
  setClock(ms: number): void;
  now(): number;
  /** Every run that began: its slot and when, ms since the world began. */
  readonly begun: { slotId: string; at: number }[];
}

interface Sleeper {
  dueAt: number;
  wake(): void;
}

interface Options {
  timeZone: string;
  startMs: number;
  schedules: readonly Schedule[];
  /** A number in [0, 1), for failures of runs. */
  random(): number;
}

/** A browser with several tabs that share everything but their life. Timers fire when the world says so: never on time. */
export function createWorld({ timeZone, startMs, schedules, random }: Options): World {
  const lock = createMemoryJobLock();
  const slots = createMemorySlotLog();
  const heartbeats = createMemoryHeartbeats();
  const backups = createMemoryBackupCatalog(slots);
  const project = createMemoryProject({ accounts: [], tables: [] });
  const settings = { ...settingsIn(timeZone), schedules: [...schedules] };
  const stored = { load: async () => settings, subscribe: () => () => undefined } as unknown as Services['settings'];
  const services = createFakeServices(project, { lock, slots, heartbeats, backups, settings: stored });
  const begun: World['begun'] = [];
  const tabs: (WorldTab & { sleepers: Set<Sleeper>; frozen: boolean })[] = [];
  let elapsed = 0;
  let offset = startMs;
  let names = 0;
  const never = new Promise<never>(() => undefined);

  function openTab(): WorldTab {
    names += 1;
    const name = `tab-${names}`;
    const ownLock = lock.openTab();
    const sleepers = new Set<Sleeper>();
    let dead = false;
    let thawed: Promise<void> = Promise.resolve();
    let thaw: () => void = () => undefined;

    /** Where code of this tab may go on. */
    async function alive(): Promise<void> {
      await thawed;
      if (dead) await never;
    }
    /** A port whose calls begin and end only while the tab is awake. */
    function gated<T extends object>(port: T): T {
      return new Proxy(port, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function' || key === 'subscribe') return value;
          return async (...args: unknown[]) => {
            await alive();
            try {
              return await Reflect.apply(value, target, args);
            } finally {
              await alive();
            }
          };
        },
      });
    }
    const gatedLock: JobLock = {
      async run(lockName, job, options) {
        await alive();
        const whenAwake = async (lost: AbortSignal) => {
          await alive();
          return job(lost);
        };
        return ownLock.run(lockName, whenAwake, options);
      },
      isHeld: ownLock.isHeld,
    };
    const clock: Clock = {
      now: () => offset + elapsed,
      monotonic: () => elapsed,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          const stop = () => {
            sleepers.delete(sleeper);
            reject(signal?.reason);
          };
          const sleeper: Sleeper = {
            dueAt: elapsed + ms,
            wake() {
              sleepers.delete(sleeper);
              signal?.removeEventListener('abort', stop);
              resolve();
            },
          };
          signal?.addEventListener('abort', stop, { once: true });
          sleepers.add(sleeper);
        }),
    };
    const own: Services = {
      ...services,
      tab: name,
      clock,
      lock: gatedLock,
      slots: gated(services.slots),
      heartbeats: gated(services.heartbeats),
      backups: gated(services.backups),
    };
    const acts = scheduledActs(own, clock);
    const scheduler = createScheduler(own, acts);
    const tab = {
      name,
      scheduler,
      sleepers,
      frozen: false,
      freeze() {
        if (tab.frozen) return;
        tab.frozen = true;
        thawed = new Promise((resolve) => {
          thaw = resolve;
        });
      },
      thaw() {
        tab.frozen = false;
        thaw();
      },
      close() {
        dead = true;
        tab.thaw();
        sleepers.clear();
        ownLock.kill();
        tabs.splice(tabs.indexOf(tab), 1);
      },
    };
    tabs.push(tab);
    scheduler.start();
    return tab;
  }

  /** Jobs that take a while, fail at times, and publish what they made as the real ones do. */
  function scheduledActs(own: Services, clock: Clock): ScheduledActs {
    const queue = createJobQueue(clock.now);
    const work = async (signal: AbortSignal) => {
      for (let step = 0; step < 3; step += 1) await clock.sleep(60_000, signal);
    };
    const inTurn = <T>(
      kind: 'scheduled-backup' | 'cleanup' | 'verification',
      lost: AbortSignal,
      job: (signal: AbortSignal) => Promise<T>,
    ) =>
      queue.run(
        { kind, title: kind },
        (signal) => holdLock(own, jobLock(project.id), (stolen) => job(AbortSignal.any([signal, stolen])), { signal }),
        lost,
      );
    return {
      ready: () => true,
      tidy: async () => undefined,
      backup: ({ claim, schedule, begin, lost }) =>
        inTurn('scheduled-backup', lost, async (signal) => {
          if (!(await begin())) return null;
          begun.push({ slotId: claim.slotId, at: elapsed });
          const createdAt = new Date(clock.now()).toISOString();
          const record: BackupRecord = backupRecord(createdAt, {
            id: crypto.randomUUID(),
            projectId: project.id,
            type: 'automatic',
            schedule: { id: schedule.id, name: schedule.name, slotId: claim.slotId },
          });
          await own.backups.put({ ...record, status: 'in progress', archive: null }, { claim });
          try {
            await work(signal);
          } catch (error) {
            if (!isAbort(error)) throw error;
            const interrupted: BackupRecord = { ...record, status: 'interrupted', archive: null };
            await own.backups.put(interrupted);
            return interrupted;
          }
          const failed = random() < 0.1;
          const ended: BackupRecord = failed ? { ...record, status: 'failed', archive: null } : record;
          await own.backups.put(ended, failed ? {} : { claim });
          return ended;
        }),
      cleanup: ({ claim, begin, lost }) =>
        inTurn('cleanup', lost, async (signal) => {
          if (!(await begin())) return null;
          begun.push({ slotId: claim.slotId, at: elapsed });
          await work(signal);
          return { removed: 1, freedBytes: 1, paused: null };
        }),
      verification: ({ claim, begin, lost }) =>
        inTurn('verification', lost, async (signal) => {
          if (!(await begin())) return null;
          begun.push({ slotId: claim.slotId, at: elapsed });
          await work(signal);
          return { verified: 1, corrupt: [], missing: [], known: 0, failed: [] };
        }),
    };
  }

  return {
    tabs,
    services,
    begun,
    openTab,
    now: () => offset + elapsed,
    setClock(ms) {
      offset = ms - elapsed;
    },
    async pass(ms) {
      elapsed += ms;
      for (const tab of [...tabs]) {
        if (tab.frozen) continue;
        for (const sleeper of [...tab.sleepers]) if (sleeper.dueAt <= elapsed) sleeper.wake();
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}
