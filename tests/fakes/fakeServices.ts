import { createRowComparer } from '../../src/adapters/archiver/createRowComparer.ts';
import { createRowReader } from '../../src/adapters/archiver/createRowReader.ts';
import type { Project } from '../../src/ports/Project.ts';
import type { Services } from '../../src/ports/Services.ts';
import { createFakeHost, type FakeHost } from './fakeHost.ts';
import { createInlineArchiver, inlineWorkshop } from './inlineArchiver.ts';
import { createManualClock } from './manualClock.ts';
import { createMemoryArchiveStore, type MemoryArchiveStore } from './memoryArchiveStore.ts';
import { createMemoryAuditLog } from './memoryAuditLog.ts';
import { createMemoryBackupCatalog } from './memoryBackupCatalog.ts';
import { createMemoryHeartbeats } from './memoryHeartbeats.ts';
import { createMemoryJobLock } from './memoryJobLock.ts';
import { createMemoryRestoreLog } from './memoryRestoreLog.ts';
import { createMemorySettings } from './memorySettings.ts';
import { createMemorySlotLog } from './memorySlotLog.ts';

export interface FakeServices extends Services {
  store: MemoryArchiveStore;
  host: FakeHost;
}

/** Everything around a project in memory, with the real archiver in place of its workers. */
export function createFakeServices(project: Project, change: Partial<Services> = {}): FakeServices {
  const slots = createMemorySlotLog();
  return {
    project,
    platform: 'Car Audio Competition Platform',
    archiver: createInlineArchiver(),
    rows: createRowReader(inlineWorkshop),
    comparer: createRowComparer(inlineWorkshop),
    store: createMemoryArchiveStore(),
    backups: createMemoryBackupCatalog(slots),
    restores: createMemoryRestoreLog(),
    audit: createMemoryAuditLog(),
    settings: createMemorySettings(),
    clock: createManualClock(),
    lock: createMemoryJobLock(),
    heartbeats: createMemoryHeartbeats(),
    slots,
    host: createFakeHost(),
    tab: 'tab-1',
    ...change,
  } as FakeServices;
}
