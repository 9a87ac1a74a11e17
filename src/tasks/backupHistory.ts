import type { BackupRecord } from '../core/backup.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { Services } from '../ports/Services.ts';
import { createRereading, type ReadingError } from './rereading.ts';

/** The records of the project's runs, newest first. The lists keep the last good answer when reading fails. */
interface HistoryState {
  /** `loading` until all records were read once. */
  status: 'loading' | 'ready' | 'error';
  /** All of them, or none while `loading`, so that what is counted is true. */
  records: BackupRecord[];
  /** Tombstones of backups that were deleted by hand or by retention. */
  removed: BackupRecord[];
  /** While `loading`, the newest of `records`: enough to fill the screen. Empty before they were read, and when all are there. */
  newest: BackupRecord[];
  error: ReadingError | null;
}

export interface BackupHistory extends Observable<HistoryState> {
  /** Reads all records again. Never rejects. Calls that come while it reads are served by one more reading. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Records of the first page: they fill a screen, and few enough that they are read and drawn at once. */
const newestCount = 20;
/** Records of the further pages, each of which is one task of the main thread. */
const pageCount = 500;

const isLive = ({ removed }: BackupRecord) => removed === null;
const isRemoved = (record: BackupRecord) => !isLive(record);
const noRecords: BackupRecord[] = [];

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
    record.archive?.checkedAt,
    record.archive?.sizeBytes,
    record.error?.message,
    record.pin?.note,
    record.pin?.at,
    record.removed?.at,
    record.acceptedAt,
    record.imported?.at,
    record.changes?.since,
  ].join('|');

/** The known object of each record that did not change. */
function keepKnown(read: readonly BackupRecord[], known: readonly BackupRecord[]): BackupRecord[] {
  const byId = new Map(known.map((record) => [record.id, record]));
  return read.map((record) => {
    const before = byId.get(record.id);
    return before !== undefined && figures(before) === figures(record) ? before : record;
  });
}

/** The list itself where the next one holds the same. */
function keepList(list: BackupRecord[], next: BackupRecord[]): BackupRecord[] {
  return list.length === next.length && list.every((record, index) => record === next[index]) ? list : next;
}

/** The order of `BackupCatalog.list`. */
function newestFirst(a: BackupRecord, b: BackupRecord): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/**
 * Watches the history, so that every page and every tab shows the same. After a change it reads only what changed, since a run tells
 * its progress every second. Records that did not change stay the same objects, and lists in which nothing changed the same lists.
 */
export function createBackupHistory({ backups, project }: Pick<Services, 'backups' | 'project'>): BackupHistory {
  const state = createObservable<HistoryState>({
    status: 'loading',
    records: noRecords,
    removed: noRecords,
    newest: noRecords,
    error: null,
  });
  /** Ids of what changed since it was read; null for perhaps everything. */
  let stale: Set<string> | null = null;

  const reading = createRereading<HistoryState>({
    async read(show) {
      const ids = stale;
      stale = new Set();
      try {
        show(ids === null ? await readAll(show) : await readChanged(ids));
      } catch (error) {
        stale = null;
        throw error;
      }
    },
    show: state.set,
    fail: (error) => state.set({ ...state.get(), status: 'error', newest: noRecords, error }),
  });

  async function readAll(show: (shown: HistoryState) => void): Promise<HistoryState> {
    const all = await backups.page(project.id, newestCount);
    let more = all.length >= newestCount;
    while (more) {
      if (state.get().status === 'loading' && state.get().newest === noRecords)
        show({ ...state.get(), newest: all.filter(isLive) });
      const page = await backups.page(project.id, pageCount, all.at(-1)?.createdAt);
      for (const record of page) all.push(record);
      more = page.length >= pageCount;
    }
    const { records, removed } = state.get();
    const kept = keepKnown(all, [...records, ...removed]);
    return ready(keepList(records, kept.filter(isLive)), keepList(removed, kept.filter(isRemoved)));
  }

  async function readChanged(ids: ReadonlySet<string>): Promise<HistoryState> {
    const read = await Promise.all([...ids].map((id) => backups.get(id)));
    const { records, removed } = state.get();
    const known = [...records, ...removed].filter(({ id }) => ids.has(id));
    const changed = keepKnown(
      read.flatMap((record) => (record?.projectId === project.id ? [record] : [])),
      known,
    );
    const patch = (list: BackupRecord[], belongs: (record: BackupRecord) => boolean) =>
      keepList(list, [...list.filter(({ id }) => !ids.has(id)), ...changed.filter(belongs)].sort(newestFirst));
    return ready(patch(records, isLive), patch(removed, isRemoved));
  }

  /** The state itself where nothing changed, so that nobody is told. */
  function ready(records: BackupRecord[], removed: BackupRecord[]): HistoryState {
    const shown = state.get();
    const same = shown.status === 'ready' && shown.records === records && shown.removed === removed;
    return same ? shown : { status: 'ready', records, removed, newest: noRecords, error: null };
  }

  function refresh(): Promise<void> {
    stale = null;
    return reading.again();
  }

  const unsubscribe = backups.subscribe((ids) => {
    if (ids === null) stale = null;
    else for (const id of ids) stale?.add(id);
    void reading.again(); // never rejects
  });
  return {
    get: state.get,
    subscribe: state.subscribe,
    refresh,
    stop() {
      reading.stop();
      unsubscribe();
    },
  };
}
