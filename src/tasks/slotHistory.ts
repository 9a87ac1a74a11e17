import { describeError } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';

/** The run log: newest first. `slots` keeps the last good answer when reading fails. */
interface SlotsState {
  status: 'loading' | 'ready' | 'error';
  slots: SlotRecord[];
  error: { message: string; hint: string | null } | null;
}

export interface SlotHistory extends Observable<SlotsState> {
  /** Reads the log again. Never rejects. Calls that come while it reads are served by one more reading. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** How far back the log is shown: 90 days of calendar, and the days that zones differ. */
const shownMs = 92 * 24 * 3_600_000;

/** Watches the slots of the project's schedules, in this tab and all others. */
export function createSlotHistory({
  slots,
  project,
  clock,
}: Pick<Services, 'slots' | 'project' | 'clock'>): SlotHistory {
  const state = createObservable<SlotsState>({ status: 'loading', slots: [], error: null });
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        const found = await slots.list(project.id, clock.now() - shownMs);
        if (!stopped) state.set({ status: 'ready', slots: found, error: null });
      } catch (error) {
        const { message, hint } = describeError(error);
        if (!stopped) state.set({ ...state.get(), status: 'error', error: { message, hint } });
      }
    } while (again && !stopped);
    reading = null;
  }

  function refresh(): Promise<void> {
    again = reading !== null;
    reading ??= read();
    return reading;
  }

  const unsubscribe = slots.subscribe(() => void refresh()); // never rejects
  return {
    get: state.get,
    subscribe: state.subscribe,
    refresh,
    stop() {
      stopped = true;
      unsubscribe();
    },
  };
}
