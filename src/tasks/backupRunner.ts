import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import type { BackupOptions } from './backupRun.ts';
import { createBackup } from './createBackup.ts';
import type { JobQueue } from './jobQueue.ts';
import { protectLastGood } from './protectLastGood.ts';

export type { BackupOptions };

export interface RunnerState {
  /** The run of this tab; null when none is on. */
  progress: BackupProgress | null;
  /** The record of the last run that ended in this tab. */
  last: BackupRecord | null;
}

/** Runs backups of this tab, one at a time, and lets every page watch. */
export interface BackupRunner extends Observable<RunnerState> {
  /**
   * Puts a backup into the queue of this tab and resolves with its final record, whatever its status. While a manual one waits or
   * runs, another manual one is the same.
   * @throws AbortError when it is taken out of the queue before it began; what `createBackup` throws.
   */
  start(options: BackupOptions, title?: string): Promise<BackupRecord>;
  /** Runs a backup at once, for a caller whose turn in the queue it is. @throws what `createBackup` throws. */
  run(options: BackupOptions, signal: AbortSignal): Promise<BackupRecord>;
  /** Ends the run within a second; its record stays as cancelled. Does nothing when no run is on. */
  cancel(): void;
}

export function createBackupRunner(services: Services, queue: JobQueue): BackupRunner {
  const state = createObservable<RunnerState>({ progress: null, last: null });
  let manual: Promise<BackupRecord> | null = null;
  let running: AbortController | null = null;

  async function run(options: BackupOptions, signal: AbortSignal): Promise<BackupRecord> {
    const abort = new AbortController();
    running = abort;
    try {
      const record = await createBackup(services, options, AbortSignal.any([signal, abort.signal]), (progress) =>
        state.set({ ...state.get(), progress }),
      );
      state.set({ progress: null, last: record });
      await protectLastGood(services);
      return record;
    } finally {
      running = null;
      if (state.get().progress !== null) state.set({ ...state.get(), progress: null });
    }
  }

  function enqueue(options: BackupOptions, title: string): Promise<BackupRecord> {
    const kind = options.type === 'automatic' ? 'scheduled-backup' : 'manual-backup';
    return queue.run({ kind, title }, (signal) => run(options, signal), options.lost);
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    run,
    start(options, title = options.type === 'automatic' ? 'Automatic backup' : 'Manual backup') {
      if (options.type !== 'manual') return enqueue(options, title);
      manual ??= enqueue(options, title).finally(() => {
        manual = null;
      });
      return manual;
    },
    cancel() {
      running?.abort();
    },
  };
}
