import { createArchiver } from '../adapters/archiver/createArchiver.ts';
import { createRowComparer } from '../adapters/archiver/createRowComparer.ts';
import { createRowReader } from '../adapters/archiver/createRowReader.ts';
import { createWorkerWorkshop } from '../adapters/archiver/workerWorkshop.ts';
import { createClock } from '../adapters/browser/clock.ts';
import { createHost } from '../adapters/browser/host.ts';
import { createJobLock } from '../adapters/browser/jobLock.ts';
import { createAuditLog } from '../adapters/store/auditLog.ts';
import { createBackupCatalog } from '../adapters/store/backupCatalog.ts';
import { chooseStore } from '../adapters/store/chooseStore.ts';
import { createDatabase } from '../adapters/store/database.ts';
import { createHeartbeats } from '../adapters/store/heartbeats.ts';
import { createLazyStore } from '../adapters/store/lazyStore.ts';
import { createRestoreLog } from '../adapters/store/restoreLog.ts';
import { createSettings } from '../adapters/store/settings.ts';
import { createSlotLog } from '../adapters/store/slotLog.ts';
import { createProject } from '../adapters/supabase/createProject.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { Services } from '../ports/Services.ts';
import type { Connection, Settings } from '../ports/Settings.ts';
import { jobLock, restoreLock } from '../tasks/runLock.ts';

/** What all projects of this browser share. */
export interface Browser {
  settings: Settings;
  createServices(connection: Connection): Services;
}

/** How often it is looked whether a job has ended for which a newer version waits, ms. */
const busyLookMs = 1_000;

/** Puts the real parts together. The only place that knows every adapter. `defaults` are the settings of projects that nobody has set up. */
export function openBrowser(defaults: ProjectSettings): Browser {
  const lock = createJobLock();
  const opened = new Set<string>();
  /** A newer version of the app in another tab waits with its database until nothing is being written. */
  async function whenIdle(): Promise<void> {
    for (const id of opened) {
      while ((await lock.isHeld(jobLock(id))) || (await lock.isHeld(restoreLock(id)))) await clock.sleep(busyLookMs);
    }
  }
  const database = createDatabase('holdfast', { whenIdle });
  const settings = createSettings(database, defaults);
  const clock = createClock();
  const workshop = createWorkerWorkshop();
  const shared = {
    settings,
    clock,
    archiver: createArchiver(workshop),
    rows: createRowReader(workshop),
    comparer: createRowComparer(workshop),
    store: createLazyStore(() => chooseStore(database)),
    backups: createBackupCatalog(database),
    restores: createRestoreLog(database),
    audit: createAuditLog(database),
    lock,
    heartbeats: createHeartbeats(database),
    slots: createSlotLog(database),
    host: createHost(),
  };
  let tab: string | null = null;
  // Made at first use: over plain http, where no project is opened, browsers make no ids.
  const tabId = () => {
    tab ??= shared.host.newId();
    return tab;
  };
  return {
    settings,
    createServices({ url, publishableKey, platform }) {
      const project = createProject({ url, publishableKey, clock });
      opened.add(project.id);
      return { ...shared, tab: tabId(), platform, project };
    },
  };
}
