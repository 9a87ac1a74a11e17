import { createArchiver } from '../adapters/archiver/createArchiver.ts';
import { createClock } from '../adapters/browser/clock.ts';
import { createHost } from '../adapters/browser/host.ts';
import { createJobLock } from '../adapters/browser/jobLock.ts';
import { createAuditLog } from '../adapters/store/auditLog.ts';
import { createBackupCatalog } from '../adapters/store/backupCatalog.ts';
import { chooseStore } from '../adapters/store/chooseStore.ts';
import { createDatabase } from '../adapters/store/database.ts';
import { createLazyStore } from '../adapters/store/lazyStore.ts';
import { createSettings } from '../adapters/store/settings.ts';
import { createProject } from '../adapters/supabase/createProject.ts';
import { settingsDefaults } from '../core/envDefaults.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Services } from '../ports/Services.ts';
import type { Connection, Settings } from '../ports/Settings.ts';

/** What all projects of this browser share. */
export interface Browser {
  settings: Settings;
  createServices(connection: Connection): Services;
}

/** Puts the real parts together. The only place that knows every adapter. */
export function openBrowser(declaredTables: ProjectSettings['declaredTables']): Browser {
  const database = createDatabase();
  const settings = createSettings(database, settingsDefaults(declaredTables));
  const clock = createClock();
  const shared = {
    settings,
    clock,
    archiver: createArchiver(),
    store: createLazyStore(() => chooseStore(database)),
    backups: createBackupCatalog(database),
    audit: createAuditLog(database),
    lock: createJobLock(),
    host: createHost(),
  };
  return {
    settings,
    createServices: ({ url, publishableKey, platform }) => ({
      ...shared,
      platform,
      project: createProject({ url, publishableKey, clock }),
    }),
  };
}
