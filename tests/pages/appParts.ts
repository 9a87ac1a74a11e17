import { createRowComparer } from '../../src/adapters/archiver/createRowComparer.ts';
import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import { createAppUpdates } from '../../src/adapters/browser/appUpdates.ts';
import type { AppParts } from '../../src/app/appController.ts';
import type { Services } from '../../src/ports/Services.ts';
import type { Connection } from '../../src/ports/Settings.ts';
import { createFakeHost, type FakeHost } from '../fakes/fakeHost.ts';
import { createInlineArchiver, inlineWorkshop } from '../fakes/inlineArchiver.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { createMemoryHeartbeats } from '../fakes/memoryHeartbeats.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemoryRestoreLog } from '../fakes/memoryRestoreLog.ts';
import { createMemorySettings } from '../fakes/memorySettings.ts';
import { createMemorySlotLog } from '../fakes/memorySlotLog.ts';
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
  const slots = createMemorySlotLog();
  const services: Services = {
    project,
    platform,
    archiver: createInlineArchiver(),
    rows: createRowReader(inlineWorkshop),
    comparer: createRowComparer(inlineWorkshop),
    store: createMemoryArchiveStore(),
    backups: createMemoryBackupCatalog(slots),
    restores: createMemoryRestoreLog(),
    audit: createMemoryAuditLog(),
    settings,
    clock: createManualClock(),
    lock: createMemoryJobLock(),
    heartbeats: createMemoryHeartbeats(),
    slots,
    host,
    tab: 'tab-1',
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
      accessMemory: { load: () => null, save: () => undefined },
      updates: createAppUpdates({ workers: null, script: '/sw.js', reload: () => undefined }),
      ...change,
    },
  };
  return app;
}
