import { describeError, HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { trailHelperVersion } from '../core/helperSql.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import { exchangeTrail } from './exchangeTrail.ts';
import type { ProjectState } from './projectInspector.ts';
import { createRereading } from './rereading.ts';

/** How the trail of this browser and that of the project stand to each other. */
export interface TrailSyncState {
  /**
   * `shared`: the project keeps the trail. Else it is kept in this browser only: `no-helper` and `older-helper` (version 1) until the helper is
   * installed or updated; `unknown` while the project was not asked, or nobody who may is signed in.
   */
  where: 'unknown' | 'no-helper' | 'older-helper' | 'shared';
  /** An exchange is on. */
  running: boolean;
  /** Entries of this browser that the project lacks. */
  pending: number;
  /** ISO instant of the last exchange that went through, also on an earlier day; null before. */
  syncedAt: string | null;
  /** Why the last exchange did not go through; it is tried again by itself. Null when it did. */
  error: { message: string; hint: string | null } | null;
}

export interface TrailSync extends Observable<TrailSyncState> {
  /** Exchanges entries with the project now, as far as it is possible. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

type Needs = Pick<Services, 'audit' | 'project' | 'clock' | 'host'>;

/** Pause after an append, ms, up to twice as long by chance: so one exchange takes many entries, and one tab of several comes first. */
const gatherMs = 500;
/** Pauses after failures, ms: they double from the first to the longest. */
const retryMs = { first: 2_000, longest: 300_000 };

function whereOf({ access }: ProjectState): TrailSyncState['where'] {
  if (access?.admin !== true) return 'unknown';
  if (access.helperVersion === null) return 'no-helper';
  return access.helperVersion < trailHelperVersion ? 'older-helper' : 'shared';
}

/**
 * Keeps this browser's trail and the project's in step: after each entry, when an admin is signed in, and when the page wakes up or is
 * online again. What fails is told, tried again later, and disturbs nothing else. Several tabs may do it at once.
 */
export function createTrailSync(services: Needs, inspector: Observable<ProjectState>): TrailSync {
  const { audit, project, clock, host } = services;
  const state = createObservable<TrailSyncState>({
    where: whereOf(inspector.get()),
    running: false,
    pending: 0,
    syncedAt: null,
    error: null,
  });
  const stopped = new AbortController();
  let waiting: AbortController | null = null;
  let failures = 0;

  const change = (next: Partial<TrailSyncState>) => {
    const before = state.get();
    const differs = Object.entries(next).some(([name, value]) => before[name as keyof TrailSyncState] !== value);
    if (differs && !stopped.signal.aborted) state.set({ ...before, ...next });
  };

  const mayExchange = () => inspector.get().status === 'ready' && state.get().where === 'shared';

  /** Looks how far the exchange is. Never rejects: what cannot be read shows where the trail is read. */
  async function look(): Promise<void> {
    try {
      const { pending, syncedAt } = await audit.exchange(project.id);
      change({ pending, syncedAt });
    } catch (error) {
      console.warn('How far the audit trail was shared could not be read.', error);
    }
  }

  const exchanging = createRereading<null>({
    async read(show) {
      if (!mayExchange()) return;
      change({ running: true });
      try {
        await exchangeTrail(services, stopped.signal);
        show(null);
      } catch (error) {
        if (isAbort(error)) return;
        const { message, hint } = describeError(error);
        change({ error: { message, hint } });
        failures += 1;
        const least = error instanceof HoldfastError ? (error.retryAfterMs ?? 0) : 0;
        void exchangeIn(Math.max(least, Math.min(retryMs.first * 2 ** (failures - 1), retryMs.longest)));
      } finally {
        await look();
        change({ running: false });
      }
    },
    show() {
      failures = 0;
      change({ error: null });
    },
    fail: (error) => change({ error }),
  });

  /** Exchanges after a pause, unless something else makes it happen before, or makes it needless. Never rejects. */
  async function exchangeIn(ms: number, needless = () => false): Promise<void> {
    if (stopped.signal.aborted || waiting !== null) return;
    const mine = new AbortController();
    waiting = mine;
    try {
      await clock.sleep(ms, mine.signal);
    } catch {
      return; // it happened before, or watching has ended
    }
    waiting = null;
    if (!needless()) await exchange();
  }

  async function exchange(): Promise<void> {
    waiting?.abort();
    waiting = null;
    await exchanging.again();
  }

  async function onEntry(): Promise<void> {
    await look();
    // Another tab may have sent it by then.
    const needless = () => state.get().pending === 0;
    if (!needless() && mayExchange()) await exchangeIn(gatherMs * (1 + host.random()), needless);
  }

  let could = false;
  function onProject(): void {
    const where = whereOf(inspector.get());
    change(where === 'shared' ? { where } : { where, error: null });
    const can = mayExchange() && !inspector.get().checking;
    if (can && !could) void exchange(); // never rejects
    if (!inspector.get().checking) could = can;
  }

  const ends = [
    inspector.subscribe(onProject),
    audit.subscribe(() => void onEntry()), // never rejects
    host.onWake(() => void exchange()), // never rejects
  ];
  void look(); // never rejects
  onProject();

  return {
    get: state.get,
    subscribe: state.subscribe,
    async refresh() {
      await look();
      await exchange();
    },
    stop() {
      for (const end of ends) end();
      stopped.abort();
      waiting?.abort();
      exchanging.stop();
    },
  };
}
