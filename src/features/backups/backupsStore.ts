import type { RowSelectionState } from '@tanstack/react-table';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BackupRecord } from '../../core/backup.ts';
import { describeError } from '../../core/HoldfastError.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { scopeOf, type TableChoice } from '../../core/tableChoice.ts';
import type { Services } from '../../ports/Services.ts';
import type { BackupOptions, BackupRunner } from '../../tasks/backupRunner.ts';
import { checkRoom, type Room } from '../../tasks/checkRoom.ts';
import { deleteBackups } from '../../tasks/deleteBackups.ts';
import { downloadBackup } from '../../tasks/downloadBackup.ts';
import { pinBackups, unpinBackups } from '../../tasks/pinBackups.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { notify } from '../../ui/notify.tsx';
import { type HistoryFilter, noFilter } from './historyFilter.ts';
import { showResult } from './showResult.tsx';

interface BackupsState {
  filter: HistoryFilter;
  /** Ids of the backups that are ticked. */
  selected: RowSelectionState;
  /** Of the backup that the options dialog shows; null until known, and where the browser does not tell. */
  room: Room | null;
  setFilter(change: Partial<HistoryFilter>): void;
  select(selected: RowSelectionState): void;
  /** Runs a manual backup and tells how it ended, on whatever page the person is by then. Never rejects. */
  create(options?: Omit<BackupOptions, 'type' | 'reason'> & { reason?: string }): Promise<void>;
  /** Hands out the files one after the other; the first failure is told and ends it. Never rejects. */
  download(records: readonly BackupRecord[]): Promise<void>;
  /** Deletes for good; ask before. Resolves with false when it failed, which is told. */
  remove(records: readonly BackupRecord[]): Promise<boolean>;
  /** Pins them with this note, so that cleanup leaves them alone. Never rejects; a failure is told. */
  pin(records: readonly BackupRecord[], note: string): Promise<void>;
  /** Takes the pins off. Never rejects; a failure is told. */
  unpin(records: readonly BackupRecord[]): Promise<void>;
  /** The settings that the options dialog starts from. Null when they cannot be read, which is told. */
  prepareOptions(): Promise<ProjectSettings | null>;
  /** Finds out whether a backup of these tables is expected to fit, into `room`. Never rejects. */
  checkRoom(tables: TableChoice): Promise<void>;
  /** @throws HoldfastError `denied` when the browser refuses the clipboard. */
  copy(text: string): Promise<void>;
}

export type BackupsStore = StoreApi<BackupsState>;

const idsOf = (records: readonly BackupRecord[]) => records.map(({ id }) => id);

/** State and acts of the Backups page. The records themselves are in `tasks/backupHistory.ts`. */
export function createBackupsStore(services: Services, runner: BackupRunner): BackupsStore {
  let starting = false; // a second click before the first report must not tell the same result twice
  let asked = ''; // the scope that was asked for last: answers may come in another order
  return createStore<BackupsState>()((set, get) => ({
    filter: noFilter,
    selected: {},
    room: null,

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
        const ids = idsOf(records);
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

    async pin(records, note) {
      try {
        await pinBackups(services, idsOf(records), note);
        notify.success({
          title: `${formatPlural(records.length, 'backup')} pinned`,
          message: 'Cleanup neither removes nor counts them.',
        });
      } catch (error) {
        notify.failure('Not everything was pinned', error);
      }
    },

    async unpin(records) {
      try {
        await unpinBackups(services, idsOf(records));
        notify.success({
          title: `${formatPlural(records.length, 'backup')} unpinned`,
          message: 'The rules of the retention policy decide how long they stay.',
        });
      } catch (error) {
        notify.failure('Not everything was unpinned', error);
      }
    },

    async prepareOptions() {
      set({ room: null });
      try {
        return await services.settings.load(services.project.id);
      } catch (error) {
        notify.failure('The settings could not be read', error);
        return null;
      }
    },

    async checkRoom(tables) {
      const scope = scopeOf(tables);
      asked = scope;
      try {
        const room = await checkRoom(services, scope);
        if (asked === scope) set({ room });
      } catch (error) {
        console.warn('The room for a backup is not known:', describeError(error).message);
        if (asked === scope) set({ room: null });
      }
    },

    copy: (text) => services.host.copyText(text),
  }));
}
