import { describeError } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Services } from '../ports/Services.ts';

interface WatchedSettings {
  /** Null until read for the first time; the last good answer when reading fails later. */
  settings: ProjectSettings | null;
  error: { message: string; hint: string | null } | null;
}

export interface SettingsWatch extends Observable<WatchedSettings> {
  /** Reads them again. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching. */
  stop(): void;
}

/** Watches the project's settings, so that every page and every tab acts by the same. */
export function createSettingsWatch({ settings, project }: Pick<Services, 'settings' | 'project'>): SettingsWatch {
  const state = createObservable<WatchedSettings>({ settings: null, error: null });
  let latest = 0;

  async function refresh(): Promise<void> {
    latest += 1;
    const mine = latest;
    try {
      const loaded = await settings.load(project.id);
      if (mine === latest) state.set({ settings: loaded, error: null });
    } catch (error) {
      const { message, hint } = describeError(error);
      if (mine === latest) state.set({ ...state.get(), error: { message, hint } });
    }
  }

  const unsubscribe = settings.subscribe(() => void refresh()); // never rejects
  return {
    get: state.get,
    subscribe: state.subscribe,
    refresh,
    stop() {
      latest += 1;
      unsubscribe();
    },
  };
}
