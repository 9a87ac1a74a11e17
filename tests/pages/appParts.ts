import type { AppParts } from '../../src/app/appController.ts';
import type { Services } from '../../src/ports/Services.ts';
import type { Connection } from '../../src/ports/Settings.ts';
import { createFakeHost, type FakeHost } from '../fakes/fakeHost.ts';
import { createInlineArchiver } from '../fakes/inlineArchiver.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemorySettings } from '../fakes/memorySettings.ts';
import { createScriptedProject, type ScriptedProject } from './scriptedProject.ts';

export const platform = 'Car Audio Competition Platform';
export const connection: Connection = {
  url: 'https://qtzrkwvnbxjd.supabase.co',
  publishableKey: 'sb_publishable_1234',
  platform,
};

/** A whole app's parts in memory, and what a test looks at afterwards. */
export interface TestApp {
  parts: AppParts;
  services: Services;
  project: ScriptedProject;
  host: FakeHost;
  /** Addresses and keys that were checked by a request. */
  checked: { url: string; key: string }[];
  /** How often leftovers were cleared. */
  cleared: number;
}

export function createTestApp(change: Partial<AppParts> = {}): TestApp {
  const project = createScriptedProject(connection.url);
  const host = createFakeHost();
  const settings = createMemorySettings();
  const services: Services = {
    project,
    platform,
    archiver: createInlineArchiver(),
    store: createMemoryArchiveStore(),
    backups: createMemoryBackupCatalog(),
    audit: createMemoryAuditLog(),
    settings,
    clock: createManualClock(),
    lock: createMemoryJobLock(),
    host,
  };
  const app: TestApp = {
    services,
    project,
    host,
    checked: [],
    cleared: 0,
    parts: {
      declared: connection,
      problems: [],
      secureContext: true,
      settings,
      createServices: () => services,
      async checkConnection(url, key) {
        app.checked.push({ url, key });
        return { ok: true, connection };
      },
      loadHelperSql: async () => '-- the helper\n',
      async clearLeftovers() {
        app.cleared += 1;
      },
      ...change,
    },
  };
  return app;
}
