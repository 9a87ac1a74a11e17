import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RetentionPolicy } from '../../core/retentionPolicy.ts';
import type { Services } from '../../ports/Services.ts';
import { acceptRun } from '../../tasks/acceptRun.ts';
import { applyRetention } from '../../tasks/applyRetention.ts';
import type { JobQueue } from '../../tasks/jobQueue.ts';
import { saveSettings } from '../../tasks/saveSettings.ts';
import { formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';

interface RetentionState {
  saving: boolean;
  /** A cleanup waits for its turn or runs. */
  cleaning: boolean;
  /** Stores the policy and tells so. Never rejects; false when it failed, which is told. */
  save(policy: RetentionPolicy): Promise<boolean>;
  /** Removes what the stored policy says, in its turn, and tells the result; ask before. Never rejects. */
  cleanUp(): Promise<void>;
  /** Accepts how this run ended, so that cleanup may go on, then cleans up; ask before. Never rejects. */
  cleanUpAnyway(runId: string): Promise<void>;
}

export type RetentionStore = StoreApi<RetentionState>;

/** Acts of the Retention page. The policy itself is in `tasks/settingsWatch.ts`, the backups in `tasks/backupHistory.ts`. */
export function createRetentionStore(services: Services, queue: JobQueue): RetentionStore {
  const { settings, project } = services;

  async function clean(): Promise<void> {
    const { removed, freedBytes, paused } = await queue.run({ kind: 'cleanup', title: 'Cleanup' }, (signal) =>
      applyRetention(services, { by: 'person', signal }),
    );
    if (paused !== null)
      return notify.warning({ title: 'Cleanup is paused', message: `Nothing was removed. ${paused.message}` });
    if (removed === 0) return notify.info({ title: 'Nothing had to be removed' });
    notify.success({
      title: `${formatPlural(removed, 'backup')} removed`,
      message: `${formatBytes(freedBytes)} are free again. ${removed === 1 ? 'It is' : 'They are'} listed under Removed.`,
    });
  }

  return createStore<RetentionState>()((set, get) => {
    async function whileCleaning(act: () => Promise<void>): Promise<void> {
      if (get().cleaning) return;
      set({ cleaning: true });
      try {
        await act();
      } catch (error) {
        notify.failure('The cleanup did not end', error);
      } finally {
        set({ cleaning: false });
      }
    }

    return {
      saving: false,
      cleaning: false,

      async save(policy) {
        set({ saving: true });
        try {
          await saveSettings(services, { ...(await settings.load(project.id)), retention: policy });
          notify.success({ title: 'Policy saved', message: 'The next cleanup goes by it.' });
          return true;
        } catch (error) {
          notify.failure('The policy was not saved', error);
          return false;
        } finally {
          set({ saving: false });
        }
      },

      cleanUp: () => whileCleaning(clean),
      cleanUpAnyway: (runId) =>
        whileCleaning(async () => {
          await acceptRun(services, runId);
          await clean();
        }),
    };
  });
}
