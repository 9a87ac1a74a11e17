import { HoldfastError } from '../../core/HoldfastError.ts';
import { defaultSettings, type ProjectSettings, parseSettings } from '../../core/settings.ts';
import { verifySince } from '../../core/verificationUpgrade.ts';
import type { Connection, Settings } from '../../ports/Settings.ts';
import { createChanges } from './changes.ts';
import type { Database } from './database.ts';
import { projectSettingsPrefix, verificationSinceKey } from './schema.ts';

// Changing this key would lose the connection that people have.
const connectionKey = 'connection';
const keyOf = (projectId: string) => `${projectSettingsPrefix}${projectId}`;

function check(value: unknown, defaults: ProjectSettings, message: string, hint: string): ProjectSettings {
  try {
    return parseSettings(value, defaults);
  } catch (cause) {
    throw new HoldfastError('bad-settings', message, { hint, cause });
  }
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ['url', 'publishableKey', 'platform'].every((name) => typeof fields[name] === 'string');
}

/** What admins chose, in IndexedDB, over the defaults of a project that nobody has set up. */
export function createSettings(database: Database, defaults: ProjectSettings = defaultSettings): Settings {
  const changes = createChanges(`${database.name}:settings`);
  const read = (key: string) =>
    database.read('read the settings', ['settings'], (tx) => tx.objectStore('settings').get(key));

  async function write(key: string, value: unknown): Promise<void> {
    await database.write('save the settings', ['settings'], async (tx) => {
      if (value === null) await tx.objectStore('settings').delete(key);
      else await tx.objectStore('settings').put(value, key);
    });
    changes.notify();
  }

  return {
    async load(projectId) {
      const [stored, since] = await Promise.all([read(keyOf(projectId)), read(verificationSinceKey)]);
      return check(
        stored,
        typeof since === 'string' ? verifySince(defaults, since) : defaults,
        'The stored settings of this project cannot be read.',
        'Open the settings and save them again.',
      );
    },

    async save(projectId, settings) {
      const hint = 'Check the values that were entered; concurrency goes from 1 to 16, level from 1 to 9.';
      await write(keyOf(projectId), check(settings, defaults, 'These settings are out of range.', hint));
    },

    async loadConnection() {
      const stored = await read(connectionKey);
      return isConnection(stored) ? stored : null;
    },

    saveConnection: (connection) => write(connectionKey, connection),

    subscribe: changes.subscribe,
  };
}
