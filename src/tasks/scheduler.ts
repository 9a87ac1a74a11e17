import { describeError, HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import { type Schedule, scheduledJobs } from '../core/schedule.ts';
import type { SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';
import { claimSlots } from './claimSlots.ts';
import { holdLock } from './holdLock.ts';
import { leaderLock } from './runLock.ts';
import { runSlot, type ScheduledActs } from './runSlot.ts';
import { takeOverSlot } from './takeOverSlot.ts';

/**
 * starting: it asks which tab leads; leading: this tab runs what is due; following: another tab does; off: switched off in the
 * settings; blocked: it cannot run here, `message` says why.
 */
export interface SchedulerState {
  status: 'starting' | 'leading' | 'following' | 'off' | 'blocked';
  /** What keeps it from running, or what went wrong at its last look at the clock; null when all is well. */
  message: string | null;
}

/** Runs the schedules of the project in one of the tabs of this browser. */
export interface Scheduler extends Observable<SchedulerState> {
  /**
   * Begins to lead or to follow. Does nothing when it has begun. `tidied`: what closed tabs left has just been cleared, so that is not
   * done again if this tab leads at once.
   */
  start(tidied?: boolean): void;
  /** Looks at the clock at once instead of at the next tick. */
  wake(): void;
  /** Ends it in this tab, and what it runs: another tab takes that over. */
  stop(): void;
}

/**
 * Longest wait between two looks at the clock, ms. Never one long timer until the next slot: machines sleep and clocks are set,
 * so timers are hints and the clock decides.
 */
const tickMs = 30_000;
const minuteMs = 60_000;
/** How often the presence of every archive is checked, ms. */
const tidyEveryMs = 24 * 3_600_000;
/** The same after it failed, ms. */
const tidyAgainMs = 10 * 60_000;

/** What a promise failed with, in words; null when it did not. */
function problemOf(work: Promise<unknown>): Promise<string | null> {
  return work.then(
    () => null,
    (error: unknown) => describeError(error).message,
  );
}

export function createScheduler(services: Services, acts: ScheduledActs): Scheduler {
  const { project, clock, settings, host } = services;
  const state = createObservable<SchedulerState>({ status: 'starting', message: null });
  let nudged = false;
  let wakeUp: () => void = () => undefined;
  let role: 'starting' | 'leading' | 'following' | 'blocked' = 'starting';
  let automatic = true;
  let message: string | null = null;
  let stopped: AbortController | null = null;
  let tidied = false;

  /** Has the loop look at the clock as soon as it pauses, or at once if it does. */
  function nudge(): void {
    nudged = true;
    wakeUp();
  }

  function show(): void {
    const status = role === 'blocked' || automatic ? role : 'off';
    const before = state.get();
    if (before.status !== status || before.message !== message) state.set({ status, message });
  }

  /** Leads whenever the lock is this tab's, until it is stopped. */
  async function serve(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await holdLock(services, leaderLock(project.id), (lost) => lead(AbortSignal.any([lost, signal])), {
          signal,
          onWaiting: () => {
            role = 'following';
            tidied = false; // by the time that it leads, there may be more
            show();
          },
        });
      } catch (error) {
        if (signal.aborted) return;
        const blocked = error instanceof HoldfastError && error.code === 'insecure-context';
        if (!isAbort(error)) message = describeError(error).message;
        role = blocked ? 'blocked' : 'starting';
        show();
        if (blocked) return;
        await pause(signal);
      }
    }
  }

  async function lead(lost: AbortSignal): Promise<void> {
    role = 'leading';
    const active = new Set<string>();
    let tidyAt = tidied ? clock.monotonic() + tidyEveryMs : Number.NEGATIVE_INFINITY;
    tidied = false;
    let untidy: string | null = null;
    while (!lost.aborted) {
      if (clock.monotonic() >= tidyAt) {
        // What cannot be cleared now must not keep a slot from running.
        untidy = await problemOf(acts.tidy());
        tidyAt = clock.monotonic() + (untidy === null ? tidyEveryMs : tidyAgainMs);
      }
      const problem = await problemOf(tick(lost, active));
      if (lost.aborted) break;
      message = problem ?? untidy;
      show();
      await pause(lost);
    }
    role = 'starting';
    lost.throwIfAborted();
  }

  async function tick(lost: AbortSignal, active: Set<string>): Promise<void> {
    const stored = await settings.load(project.id);
    automatic = stored.automatic;
    // Switched off, nothing is due, and what waited is ended.
    const schedules = automatic ? stored.schedules : [];
    const byId = new Map(schedules.map((schedule) => [schedule.id, schedule]));
    // Due together, a backup comes before the cleanup, also when its slot is the later one: it may be what cleanup waits for.
    const rank = ({ job }: SlotRecord) => scheduledJobs.indexOf(job);
    // What ends while the log is read still shows in it as running; the next look sees how it ended.
    const before = new Set(active);
    const open = (await claimSlots(services, schedules)).toSorted((a, b) => rank(a) - rank(b));
    const failures: unknown[] = [];
    for (const found of open) {
      if (lost.aborted) return;
      if (before.has(found.id) || active.has(found.id)) continue;
      try {
        const slot = await mine(found);
        const schedule = slot === null ? undefined : byId.get(slot.scheduleId);
        if (slot !== null && schedule !== undefined && acts.ready() && isDue(slot)) run(schedule, slot, lost, active);
      } catch (error) {
        failures.push(error); // the other slots are due all the same
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** A slot that another tab left, or that this one lost sight of, is taken over first. */
  function mine(slot: SlotRecord): Promise<SlotRecord | null> {
    const own = slot.tab === services.tab && slot.state !== 'running';
    return own ? Promise.resolve(slot) : takeOverSlot(services, slot);
  }

  function isDue({ state: slotState, nextTryAt, triedAt }: SlotRecord): boolean {
    if (slotState === 'waiting') return true;
    const now = clock.now();
    // A clock that was set back must not hold up the next try.
    return slotState === 'retrying' && (now >= Date.parse(nextTryAt ?? '') || now < Date.parse(triedAt ?? ''));
  }

  function run(schedule: Schedule, slot: SlotRecord, lost: AbortSignal, active: Set<string>): void {
    active.add(slot.id);
    runSlot(services, acts, schedule, slot, lost)
      .catch((error: unknown) => {
        message = describeError(error).message;
        show();
      })
      .finally(() => {
        active.delete(slot.id);
        nudge();
      });
  }

  /** Until the next whole minute, at most `tickMs`, or until something happens. Never rejects. */
  async function pause(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    wakeUp = () => woken.abort();
    if (nudged) woken.abort();
    try {
      const untilMinute = minuteMs - (clock.now() % minuteMs);
      await clock.sleep(Math.min(tickMs, untilMinute), AbortSignal.any([signal, woken.signal]));
    } catch (error) {
      if (!isAbort(error)) throw error;
    } finally {
      nudged = false;
      wakeUp = () => undefined;
    }
  }

  async function readAutomatic(): Promise<void> {
    try {
      automatic = (await settings.load(project.id)).automatic;
    } catch (error) {
      message = describeError(error).message;
    }
    show();
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    wake: nudge,
    start(isTidy = false) {
      if (stopped !== null) return;
      tidied = isTidy;
      const abort = new AbortController();
      stopped = abort;
      const ends = [
        host.onWake(nudge),
        project.onIdentityChange(nudge),
        settings.subscribe(() => {
          nudge();
          void readAutomatic(); // never rejects
        }),
      ];
      const endAll = () => {
        for (const end of ends) end();
      };
      abort.signal.addEventListener('abort', endAll, { once: true });
      void readAutomatic(); // never rejects
      serve(abort.signal).catch((error: unknown) => {
        role = 'blocked';
        message = describeError(error).message;
        show();
      });
    },
    stop() {
      stopped?.abort();
    },
  };
}
