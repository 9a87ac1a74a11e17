import type { RowSelectionState } from '@tanstack/react-table';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackupRecord } from '../../core/backup.ts';
import { describeError } from '../../core/HoldfastError.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import type { Services } from '../../ports/Services.ts';
import type { BackupOptions, BackupRunner } from '../../tasks/backupRunner.ts';
import { deleteBackups } from '../../tasks/deleteBackups.ts';
import { downloadBackup } from '../../tasks/downloadBackup.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';
import { type HistoryFilter, noFilter } from './historyFilter.ts';
import { showResult } from './showResult.tsx';

/** What the options dialog starts from. */
export interface OptionsGround {
  settings: ProjectSettings;
  storage: StorageEstimate | null;
}

interface BackupsState {
  filter: HistoryFilter;
  /** Ids of the backups that are ticked. */
  selected: RowSelectionState;
  setFilter(change: Partial<HistoryFilter>): void;
  select(selected: RowSelectionState): void;
  /** Runs a manual backup and tells how it ended, on whatever page the person is by then. Never rejects. */
  create(options?: Omit<BackupOptions, 'type' | 'reason'> & { reason?: string }): Promise<void>;
  /** Hands out the files one after the other; the first failure is told and ends it. Never rejects. */
  download(records: readonly BackupRecord[]): Promise<void>;
  /** Deletes for good; ask before. Resolves with false when it failed, which is told. */
  remove(records: readonly BackupRecord[]): Promise<boolean>;
  /** Settings and free room, for the options dialog. Null when the settings cannot be read, which is told. */
  prepareOptions(): Promise<OptionsGround | null>;
  /** @throws HoldfastError `denied` when the browser refuses the clipboard. */
  copy(text: string): Promise<void>;
}

export type BackupsStore = StoreApi<BackupsState>;

/** State and acts of the Backups page. The records themselves are in `tasks/backupHistory.ts`. */
export function createBackupsStore(services: Services, runner: BackupRunner): BackupsStore {
  let starting = false; // a second click before the first report must not tell the same result twice
  return createStore<BackupsState>()((set, get) => ({
    filter: noFilter,
    selected: {},

    setFilter: (change) => set({ filter: { ...get().filter, ...change } }),
    select: (selected) => set({ selected }),

    async create(options = {}) {
      if (starting) return;
      starting = true;
      try {
        const record = await runner.start({ reason: '', ...options, type: 'manual' });
        showResult(record, () => get().download([record]));
      } catch (error) {
        notify.failure('The backup could not start', error);
      } finally {
        starting = false;
      }
    },

    async download(records) {
      try {
        for (const record of records) await downloadBackup(services, record.id);
      } catch (error) {
        notify.failure('The download failed', error);
      }
    },

    async remove(records) {
      try {
        const ids = records.map((record) => record.id);
        const deleted = await deleteBackups(services, ids);
        const gone = new Set(ids);
        set({ selected: Object.fromEntries(Object.entries(get().selected).filter(([id]) => !gone.has(id))) });
        const left = records.length - deleted;
        if (left > 0) {
          notify.warning({
            title: `${formatPlural(deleted, 'backup')} deleted`,
            message: `${formatPlural(left, 'backup')} could not be deleted: a run that is still on is left alone.`,
          });
        } else {
          notify.success({ title: `${formatPlural(deleted, 'backup')} deleted` });
        }
        return true;
      } catch (error) {
        notify.failure('Not everything was deleted', error);
        return false;
      }
    },

    async prepareOptions() {
      const { settings, project, host } = services;
      try {
        const stored = await settings.load(project.id);
        const storage = await host.storage().catch((error: unknown) => {
          console.warn('The browser does not tell its storage:', describeError(error).message);
          return null;
        });
        return { settings: stored, storage };
      } catch (error) {
        notify.failure('The settings could not be read', error);
        return null;
      }
    },

    copy: (text) => services.host.copyText(text),
  }));
}
