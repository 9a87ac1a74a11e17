import { createFakeHost } from '../fakes/fakeHost.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemorySettings } from '../fakes/memorySettings.ts';
import { archiveStoreContract } from './archiveStore.contract.ts';
import { auditLogContract } from './auditLog.contract.ts';
import { backupCatalogContract } from './backupCatalog.contract.ts';
import { clockContract } from './clock.contract.ts';
import { hostContract } from './host.contract.ts';
import { jobLockContract } from './jobLock.contract.ts';
import { settingsContract } from './settings.contract.ts';

const nothing = async () => undefined;

archiveStoreContract('in memory', async () => {
  const store = createMemoryArchiveStore();
  return {
    store,
    otherTab: store,
    makeFull: async () => {
      store.quotaBytes = 100_000;
    },
    close: nothing,
  };
});

backupCatalogContract('in memory', async () => {
  const here = createMemoryBackupCatalog();
  return { here, otherTab: here.openTab(), close: nothing };
});

auditLogContract('in memory', async () => {
  const here = createMemoryAuditLog();
  return { here, otherTab: here.openTab(), close: nothing };
});

settingsContract('in memory', async () => {
  const here = createMemorySettings();
  return { here, otherTab: here.openTab(), close: nothing };
});

jobLockContract('in memory', () => {
  const lock = createMemoryJobLock();
  return { here: lock, otherTab: lock };
});

clockContract('moved by hand', () => {
  const clock = createManualClock();
  return { clock, pass: (ms) => clock.advance(ms) };
});

hostContract('fake', createFakeHost);
