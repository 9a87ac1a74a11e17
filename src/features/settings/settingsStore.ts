import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError } from '../../core/HoldfastError.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import { describeProblem, readSettingsFile, writeSettingsFile } from '../../core/settingsFile.ts';
import type { Services } from '../../ports/Services.ts';
import { saveSettings } from '../../tasks/saveSettings.ts';
import { notify } from '../../ui/notify.tsx';
import { changesBetween, type SettingsChanges } from './settingsChanges.ts';

interface Problem {
  message: string;
  hint: string | null;
}

interface SettingsState {
  saveError: Problem | null;
  saving: boolean;
  /** Why the last file was not imported, a line for each thing that is wrong with it. */
  importProblems: string[];
  /** Stores these fields; all others stay as they are stored at this moment. Never rejects; resolves with whether it was stored. */
  save(change: Partial<ProjectSettings>): Promise<boolean>;
  /** Offers the stored settings as a file. Never rejects; a failure is told. */
  exportFile(): Promise<void>;
  /** Reads a settings file, and changes nothing yet. Null when it cannot be used; `importProblems` says why. Never rejects. */
  readImport(file: Blob): Promise<SettingsImport | null>;
}

/** What a settings file would change. */
export interface SettingsImport extends SettingsChanges {
  /** Fields that this version does not know. */
  ignored: string[];
}

export type SettingsStore = StoreApi<SettingsState>;

/** More than a thousand schedules would take; a file this large was picked by mistake. Bytes. */
const largestFile = 1_000_000;

/** Acts of the Settings page. The settings themselves are in `tasks/settingsWatch.ts`. */
export function createSettingsStore(services: Services): SettingsStore {
  const { settings, project, host } = services;
  const load = () => settings.load(project.id);

  return createStore<SettingsState>()((set) => ({
    saveError: null,
    saving: false,
    importProblems: [],
    async save(change) {
      set({ saving: true, saveError: null });
      try {
        await saveSettings(services, { ...(await load()), ...change });
        return true;
      } catch (error) {
        set({ saveError: describeError(error) });
        return false;
      } finally {
        set({ saving: false });
      }
    },
    async exportFile() {
      try {
        const text = writeSettingsFile(await load());
        const name = new URL(project.url).host.replaceAll(/[^a-z0-9.-]/gi, '-');
        host.download(new Blob([text], { type: 'application/json' }), `holdfast-settings-${name}.json`);
      } catch (error) {
        notify.failure('The settings could not be exported', error);
      }
    },
    async readImport(file) {
      set({ importProblems: [] });
      try {
        if (file.size > largestFile) {
          set({ importProblems: ['The file is too large for a settings file.'] });
          return null;
        }
        const current = await load();
        const read = readSettingsFile(await file.text(), current);
        if (read.ok) return { ...changesBetween(current, read.settings), ignored: read.ignored };
        set({ importProblems: read.problems.map(describeProblem) });
      } catch (error) {
        set({ importProblems: [describeError(error).message] });
      }
      return null;
    },
  }));
}
