import { createObservable, type Observable } from '../core/observable.ts';
import type { SlotRecord } from '../core/slot.ts';
import type { Services } from '../ports/Services.ts';
import { createRereading, type ReadingError } from './rereading.ts';

/** The run log: newest first. `slots` keeps the last good answer when reading fails. */
interface SlotsState {
  status: 'loading' | 'ready' | 'error';
  slots: SlotRecord[];
  error: ReadingError | null;
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
  const reading = createRereading<SlotRecord[]>({
    read: async (show) => show(await slots.list(project.id, clock.now() - shownMs)),
    show: (found) => state.set({ status: 'ready', slots: found, error: null }),
    fail: (error) => state.set({ ...state.get(), status: 'error', error }),
  });
  const unsubscribe = slots.subscribe(() => void reading.again()); // never rejects
  return {
    get: state.get,
    subscribe: state.subscribe,
    refresh: reading.again,
    stop() {
      reading.stop();
      unsubscribe();
    },
  };
}
