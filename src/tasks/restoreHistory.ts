import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { RestoreRecord, RestoreState } from '../core/restore.ts';
import type { SharedRestore } from '../ports/RestoreServer.ts';
import type { Services } from '../ports/Services.ts';
import { createRereading, type ReadingError } from './rereading.ts';

/** A restore that this browser has a record of, or the project remembers, or both. */
export interface ListedRestore {
  id: string;
  /** ISO instant: when it was started here, or applied there. */
  at: string;
  /** As the project knows it, where it does. */
  state: RestoreState;
  /** Null when another browser made it. */
  record: RestoreRecord | null;
  /** Null when the project does not remember it, or was not asked. */
  shared: SharedRestore | null;
  /** ISO instant until which the project can undo it; null when it cannot, or cannot any more. */
  undoUntil: string | null;
}

interface RestoresState {
  status: 'loading' | 'ready' | 'error';
  /** Newest first. */
  restores: ListedRestore[];
  error: ReadingError | null;
  /** Whether the project's own list is in it. `none`: it has no helper that restores. */
  project: 'asking' | 'asked' | 'none' | 'failed';
  /** Why the project could not be asked. */
  projectError: ReadingError | null;
}

export interface RestoreHistory extends Observable<RestoresState> {
  /** Reads the records and asks the project again. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Watches this browser's records of restores, and joins them with what the project remembers of all browsers', asked at `refresh`. */
export function createRestoreHistory(services: Pick<Services, 'restores' | 'project' | 'clock'>): RestoreHistory {
  const { restores, project, clock } = services;
  const stopped = new AbortController();
  let own: RestoreRecord[] = [];
  let shared: SharedRestore[] = [];
  const state = createObservable<RestoresState>({
    status: 'loading',
    restores: [],
    error: null,
    project: 'asking',
    projectError: null,
  });
  const show = (change: Partial<RestoresState>) =>
    state.set({ ...state.get(), ...change, restores: joinRestores(own, shared, clock.now()) });

  const records = createRereading<RestoreRecord[]>({
    read: async (found) => found(await restores.list(project.id)),
    show: (found) => {
      own = found;
      show({ status: 'ready', error: null });
    },
    fail: (error) => show({ status: 'error', error }),
  });
  const asked = createRereading<SharedRestore[] | HoldfastError>({
    read: async (found) => {
      try {
        found(await project.openSession().restore.list(stopped.signal));
      } catch (error) {
        if (!(error instanceof HoldfastError)) throw error;
        found(error);
      }
    },
    show: (found) => {
      if (found instanceof HoldfastError) {
        const { message, hint } = describeError(found);
        if (found.code === 'helper-missing') show({ project: 'none', projectError: null });
        else show({ project: 'failed', projectError: { message, hint } });
        return;
      }
      shared = found;
      show({ project: 'asked', projectError: null });
    },
    fail: (projectError) => show({ project: 'failed', projectError }),
  });
  const unsubscribe = restores.subscribe(() => void records.again()); // never rejects
  return {
    get: state.get,
    subscribe: state.subscribe,
    async refresh() {
      await Promise.all([records.again(), asked.again()]);
    },
    stop() {
      stopped.abort();
      records.stop();
      asked.stop();
      unsubscribe();
    },
  };
}

/**
 * One list of both, newest first. What the project says of a restore counts for more than what this browser last heard.
 * @param now ms since the epoch: copies that are kept until then are no longer there.
 */
export function joinRestores(
  own: readonly RestoreRecord[],
  shared: readonly SharedRestore[],
  now: number,
): ListedRestore[] {
  const remembered = new Map(shared.map((restore) => [restore.id, restore]));
  const listed = own.map((record) => listedOf(record, remembered.get(record.id) ?? null, now));
  const known = new Set(own.map(({ id }) => id));
  const foreign = shared.filter(({ id }) => !known.has(id)).map((restore) => listedOf(null, restore, now));
  return [...listed, ...foreign].flat().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1));
}

function listedOf(record: RestoreRecord | null, shared: SharedRestore | null, now: number): ListedRestore[] {
  const at = record?.startedAt ?? shared?.appliedAt;
  const id = record?.id ?? shared?.id;
  if (at === undefined || id === undefined) return [];
  // A record that another browser's undo has overtaken, or one whose answer was lost, is told as the project has it.
  const told = shared === null ? null : shared.state === 'undone' ? 'undone' : 'restored';
  const state = record?.state === 'running' ? 'running' : (told ?? record?.state ?? 'unknown');
  const until = shared === null ? (record?.undoUntil ?? null) : shared.undoUntil;
  const undoUntil = state === 'restored' && until !== null && Date.parse(until) > now ? until : null;
  return [{ id, at, state, record, shared, undoUntil }];
}
