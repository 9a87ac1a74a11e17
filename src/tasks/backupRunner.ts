import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import { type BackupOptions, createBackup } from './createBackup.ts';

export type { BackupOptions };

export interface RunnerState {
  /** The run of this tab; null when none is on. */
  progress: BackupProgress | null;
  /** The record of the last run that ended in this tab. */
  last: BackupRecord | null;
}

/** Runs backups of this tab, one at a time, and lets every page watch. */
export interface BackupRunner extends Observable<RunnerState> {
  /** Resolves with the final record, whatever its status. While a run is on, returns that run's promise. */
  start(options: BackupOptions): Promise<BackupRecord>;
  /** Ends the run within a second; its record stays as cancelled. Does nothing when no run is on. */
  cancel(): void;
}

export function createBackupRunner(services: Services): BackupRunner {
  const state = createObservable<RunnerState>({ progress: null, last: null });
  let current: { promise: Promise<BackupRecord>; abort: AbortController } | null = null;

  async function run(options: BackupOptions, abort: AbortController): Promise<BackupRecord> {
    try {
      const record = await createBackup(services, options, abort.signal, (progress) =>
        state.set({ ...state.get(), progress }),
      );
      state.set({ progress: null, last: record });
      return record;
    } finally {
      current = null;
      if (state.get().progress !== null) state.set({ ...state.get(), progress: null });
    }
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    start(options) {
      if (current === null) {
        const abort = new AbortController();
        current = { abort, promise: run(options, abort) };
      }
      return current.promise;
    },
    cancel() {
      current?.abort.abort();
    },
  };
}
