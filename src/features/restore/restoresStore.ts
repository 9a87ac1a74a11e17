import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAbort } from '../../core/HoldfastError.ts';
import type { Maintenance } from '../../ports/RestoreServer.ts';
import type { RestoreHistory } from '../../tasks/restoreHistory.ts';
import { notify } from '../../ui/notify.tsx';
import type { RestoreTasks } from './restoreTasks.ts';
import { meaningOf, undoneUnseen } from './restoreWords.ts';

interface RestoresState {
  /** What the project's application is told; null where it is not known. */
  maintenance: Maintenance | null;
  /** Ids of restores that are being undone. */
  undoing: ReadonlySet<string>;
  /** The project is asked what became of restores. */
  settling: boolean;
  /** Reads again which restores there are, and what the application is told. Never rejects. */
  refresh(): Promise<void>;
  /** Undoes a restore; the page has asked before. Never rejects: what came of it is told. */
  undo(restoreId: string): Promise<void>;
  /** Asks the project what became of restores whose answer was lost. Never rejects. */
  settle(): Promise<void>;
  /** Has the application work again. Never rejects. */
  endMaintenance(): Promise<void>;
  /** Ends asking. */
  close(): void;
}

export type RestoresStore = StoreApi<RestoresState>;

/** What can be done with restores that are over; which there are, `history` says. */
export function createRestoresStore(tasks: RestoreTasks, history: Pick<RestoreHistory, 'refresh'>): RestoresStore {
  const closing = new AbortController();
  const { signal } = closing;

  return createStore<RestoresState>()((set, get) => {
    async function lookAtMaintenance(): Promise<void> {
      try {
        set({ maintenance: await tasks.readMaintenance(signal) });
      } catch (error) {
        if (!isAbort(error)) set({ maintenance: null }); // then nothing is said of it
      }
    }

    return {
      maintenance: null,
      undoing: new Set(),
      settling: false,

      async refresh() {
        await Promise.all([history.refresh(), lookAtMaintenance()]);
      },

      async undo(restoreId) {
        if (get().undoing.has(restoreId)) return;
        set({ undoing: new Set([...get().undoing, restoreId]) });
        try {
          const { record } = await tasks.undoRestore(restoreId, signal);
          notify.success({
            title: 'The restore is undone',
            message: record === null ? undoneUnseen : meaningOf({ ...record, state: 'undone' }),
          });
        } catch (error) {
          notify.failure('The restore could not be undone', error);
        } finally {
          set({ undoing: new Set([...get().undoing].filter((id) => id !== restoreId)) });
        }
        await history.refresh();
      },

      async settle() {
        if (get().settling) return;
        set({ settling: true });
        try {
          const changed = await tasks.settleRestores(signal);
          if (changed.length === 0) notify.info({ title: 'Still not known', message: 'Ask again in a moment.' });
        } catch (error) {
          notify.failure('The project could not be asked', error);
        } finally {
          set({ settling: false });
        }
        await get().refresh();
      },

      async endMaintenance() {
        try {
          await tasks.endMaintenance(signal);
        } catch (error) {
          notify.failure('Maintenance could not be ended', error);
        }
        await lookAtMaintenance();
      },

      close: () => closing.abort(),
    };
  });
}
