import type { BackupRecord } from '../core/backup.ts';
import { describeError } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';

/** The records of the project's runs, newest first. The lists keep the last good answer when reading fails. */
interface HistoryState {
  status: 'loading' | 'ready' | 'error';
  records: BackupRecord[];
  /** Tombstones of backups that were deleted by hand or by retention. */
  removed: BackupRecord[];
  error: { message: string; hint: string | null } | null;
}

export interface BackupHistory extends Observable<HistoryState> {
  /** Reads the records again. Never rejects. Calls that come while it reads are served by one more reading. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Everything of a record that changes after it was first stored. */
const figures = (record: BackupRecord) =>
  [
    record.status,
    record.finishedAt,
    record.tablesTotal,
    record.tablesBackedUp,
    record.totalRows,
    record.expectedRows,
    record.totalBytes,
    record.tables.length,
    record.archive?.bytes,
    record.archive?.verifiedAt,
    record.archive?.sizeBytes,
    record.error?.message,
    record.pin?.note,
    record.pin?.at,
    record.removed?.at,
    record.acceptedAt,
  ].join('|');

/** Watches the history, so that every page and every tab shows the same. Unchanged records stay the same objects. */
export function createBackupHistory({ backups, project }: Pick<Services, 'backups' | 'project'>): BackupHistory {
  const state = createObservable<HistoryState>({ status: 'loading', records: [], removed: [], error: null });
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  async function read(): Promise<void> {
    do {
      again = false;
      try {
        const { records: live, removed } = state.get();
        const before = new Map([...live, ...removed].map((record) => [record.id, record]));
        const all = (await backups.list(project.id)).map((record) => {
          const known = before.get(record.id);
          return known !== undefined && figures(known) === figures(record) ? known : record;
        });
        if (!stopped)
          state.set({
            status: 'ready',
            records: all.filter((record) => record.removed === null),
            removed: all.filter((record) => record.removed !== null),
            error: null,
          });
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

  const unsubscribe = backups.subscribe(() => void refresh()); // never rejects
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
