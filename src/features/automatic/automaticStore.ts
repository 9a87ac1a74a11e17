import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackupRecord } from '../../core/backup.ts';
import { dailyBackupId } from '../../core/schedule.ts';
import type { SlotRecord } from '../../core/slot.ts';
import type { NotificationAnswer } from '../../ports/Host.ts';
import type { Services } from '../../ports/Services.ts';
import type { BackupOptions, BackupRunner } from '../../tasks/backupRunner.ts';
import { markSeen } from '../../tasks/markSeen.ts';
import { saveSettings } from '../../tasks/saveSettings.ts';
import { notify } from '../../ui/notify.tsx';

interface AutomaticState {
  /** Whether the browser may show notifications. */
  permission: NotificationAnswer;
  /** The settings are being stored. */
  saving: boolean;
  /** A test waits or runs. */
  testing: boolean;
  /** Starts or stops the service in all tabs; ask before stopping. Never rejects. */
  setAutomatic(automatic: boolean): Promise<void>;
  /** Runs the daily backup now, beside its schedule, and tells how it ended. Never rejects. */
  test(): Promise<void>;
  /** Notes that these failures were seen. Never rejects. */
  seen(slots: readonly SlotRecord[]): Promise<void>;
  /** Asks the person, who must have pressed something just now. Never rejects. */
  allowNotifications(): Promise<void>;
}

export type AutomaticStore = StoreApi<AutomaticState>;

/** Acts of the region "Automatic backups"; `tell` shows how a test ended. */
export function createAutomaticStore(
  services: Services,
  runner: Pick<BackupRunner, 'start'>,
  tell: (record: BackupRecord) => void,
): AutomaticStore {
  const { settings, project, host } = services;

  /** The daily backup as a person would start it: its tables and how long it stays, but no slot. */
  async function testOptions(): Promise<BackupOptions & { title: string }> {
    const { schedules } = await settings.load(project.id);
    const daily =
      schedules.find(({ id }) => id === dailyBackupId) ?? schedules.find((schedule) => schedule.job === 'backup');
    const common = { type: 'automatic' as const };
    if (daily === undefined) return { ...common, title: 'Test backup', reason: 'Test' };
    const { id, name, keep, tables, snapshot } = daily;
    const consistency = snapshot ? ('snapshot' as const) : ('page' as const);
    const title = `Test of ${name}`;
    const options = { ...common, title, reason: title, keep, consistency, schedule: { id, name, slotId: null } };
    return tables === null ? options : { ...options, tables };
  }

  return createStore<AutomaticState>()((set, get) => ({
    permission: host.notificationPermission(),
    saving: false,
    testing: false,

    async setAutomatic(automatic) {
      set({ saving: true });
      try {
        await saveSettings(services, { ...(await settings.load(project.id)), automatic });
      } catch (error) {
        notify.failure(`Automatic backups could not be ${automatic ? 'started' : 'stopped'}`, error);
      }
      set({ saving: false });
    },

    async test() {
      if (get().testing) return;
      set({ testing: true });
      try {
        const { title, ...options } = await testOptions();
        tell(await runner.start(options, title));
      } catch (error) {
        notify.failure('The test could not start', error);
      }
      set({ testing: false });
    },

    async seen(slots) {
      try {
        await markSeen(services, slots);
      } catch (error) {
        notify.failure('It could not be marked as seen', error);
      }
    },

    async allowNotifications() {
      try {
        set({ permission: await host.askForNotifications() });
        if (get().permission === 'denied')
          notify.info({
            title: 'Notifications stay off',
            message: "They can be allowed later in the browser's settings of this site.",
          });
      } catch (error) {
        notify.failure('The browser could not be asked', error);
      }
    },
  }));
}
