import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError } from '../../core/HoldfastError.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { Services } from '../../ports/Services.ts';
import { saveSettings } from '../../tasks/saveSettings.ts';

interface Problem {
  message: string;
  hint: string | null;
}

interface SettingsState {
  /** What is stored; null until it is read. */
  settings: ProjectSettings | null;
  loadError: Problem | null;
  saveError: Problem | null;
  saving: boolean;
  /** Never rejects. */
  load(): Promise<void>;
  /** Never rejects. Resolves with whether it was stored. */
  save(next: ProjectSettings): Promise<boolean>;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(services: Services): SettingsStore {
  return createStore((set) => ({
    settings: null,
    loadError: null,
    saveError: null,
    saving: false,
    async load() {
      try {
        set({ settings: await services.settings.load(services.project.id), loadError: null });
      } catch (error) {
        set({ loadError: describeError(error) });
      }
    },
    async save(next) {
      set({ saving: true, saveError: null });
      try {
        await saveSettings(services, next);
        set({ settings: next, saving: false });
        return true;
      } catch (error) {
        set({ saveError: describeError(error), saving: false });
        return false;
      }
    },
  }));
}
