import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { defaultSettings, type ProjectSettings, settingsSchema } from '../../src/core/settings.ts';
import type { Connection, Settings } from '../../src/ports/Settings.ts';
import { createListeners } from './listeners.ts';

/** Settings in memory; `openTab` gives another tab's view of them. */
export function createMemorySettings(): Settings & { openTab(): Settings } {
  const stored = new Map<string, ProjectSettings>();
  let connection: Connection | null = null;
  const changes = createListeners();

  function openTab(): Settings {
    return {
      async load(projectId) {
        return structuredClone(stored.get(projectId) ?? defaultSettings);
      },
      async save(projectId, settings) {
        const parsed = settingsSchema.safeParse(settings);
        if (!parsed.success)
          throw new HoldfastError('bad-settings', 'These settings are out of range.', { cause: parsed.error });
        stored.set(projectId, structuredClone(parsed.data));
        changes.notify();
      },
      async loadConnection() {
        return structuredClone(connection);
      },
      async saveConnection(next) {
        connection = structuredClone(next);
        changes.notify();
      },
      subscribe: changes.subscribe,
    };
  }
  return { ...openTab(), openTab };
}
