import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError } from '../../core/HoldfastError.ts';
import type { SlotRecord } from '../../core/slot.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import type { Services } from '../../ports/Services.ts';
import { markSeen } from '../../tasks/markSeen.ts';
import { notify } from '../../ui/notify.tsx';

interface OverviewState {
  /** How much of the browser's storage is used; null until known. */
  storage: StorageEstimate | null;
  /** Asks the browser how much is used. Never rejects. */
  measure(): Promise<void>;
  /** Asks the browser to keep the storage, and tells its answer. Never rejects. */
  keep(): Promise<void>;
  /** Notes that these slots were seen, failed or missed as they are. Never rejects. */
  seen(slots: readonly SlotRecord[]): Promise<void>;
}

export type OverviewStore = StoreApi<OverviewState>;

/** What the Overview knows of this browser's storage, and its acts. */
export function createOverviewStore(services: Pick<Services, 'host' | 'slots' | 'project' | 'clock'>): OverviewStore {
  const { host } = services;
  return createStore<OverviewState>()((set, get) => ({
    storage: null,

    async measure() {
      try {
        set({ storage: await host.storage() });
      } catch (error) {
        console.warn('The browser does not tell its storage:', describeError(error).message);
      }
    },

    async keep() {
      try {
        if (await host.requestPersistence()) {
          notify.success({ title: 'The browser keeps your backups', message: 'It will not clear them by itself.' });
        } else {
          notify.warning({
            title: 'The browser did not agree to keep them',
            message: 'Browsers agree to sites that are used often or bookmarked. Download what you cannot lose.',
          });
        }
      } catch (error) {
        notify.failure('The browser could not be asked', error);
      }
      await get().measure();
    },

    async seen(slots) {
      try {
        await markSeen(services, slots);
      } catch (error) {
        notify.failure('It could not be marked as seen', error);
      }
    },
  }));
}
