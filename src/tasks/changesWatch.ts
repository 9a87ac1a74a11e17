import type { BackupRecord } from '../core/backup.ts';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import type { BackupHistory } from './backupHistory.ts';
import { findChanges } from './changesSince.ts';
import { changesLock } from './runLock.ts';

interface ChangesState {
  /** Why the newest backup could not be compared with the one before, as a sentence; null when it could, or it is still to come. */
  failure: string | null;
}

/** Finds out in the background what changed in each new backup; the answer is kept in its record. */
export interface ChangesWatch extends Observable<ChangesState> {
  /** Begins. Calling it again does nothing. */
  start(): void;
  /** Ends it, and what it is at. */
  stop(): void;
}

/** The backup whose changes are not known yet; undefined when there is none, or the next one is being made. */
function unknownOne(records: readonly BackupRecord[]): BackupRecord | undefined {
  if (records.some(({ status }) => status === 'in progress')) return undefined;
  const newest = records.find(({ archive, imported }) => archive?.bytes === 'present' && imported === null);
  return newest?.changes === null ? newest : undefined;
}

/**
 * Compares the newest backup with the one before as soon as it is there, in one tab at a time. A backup that could not be compared is not
 * tried again before the page is loaded anew.
 */
export function createChangesWatch(services: Services, history: BackupHistory): ChangesWatch {
  const state = createObservable<ChangesState>({ failure: null });
  const stopped = new AbortController();
  const tried = new Set<string>();
  let unsubscribe: (() => void) | null = null;
  let busy = false;

  async function look(): Promise<void> {
    if (busy || history.get().status !== 'ready') return;
    const record = unknownOne(history.get().records);
    if (record === undefined || tried.has(record.id)) return;
    busy = true;
    tried.add(record.id);
    state.set({ failure: null });
    try {
      const { lock, project } = services;
      await lock.run(changesLock(project.id), () => findChanges(services, stopped.signal), { signal: stopped.signal });
    } catch (error) {
      if (!isAbort(error)) state.set({ failure: describeError(error).message });
    } finally {
      busy = false;
    }
    if (!stopped.signal.aborted) await look(); // another one may have come meanwhile
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    start() {
      unsubscribe ??= history.subscribe(() => void look()); // never rejects
      void look();
    },
    stop() {
      stopped.abort();
      unsubscribe?.();
    },
  };
}
