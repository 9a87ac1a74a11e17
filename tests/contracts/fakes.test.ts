import { createFakeHost } from '../fakes/fakeHost.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryArchiveStore } from '../fakes/memoryArchiveStore.ts';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { createMemoryHeartbeats } from '../fakes/memoryHeartbeats.ts';
import { createMemoryJobLock } from '../fakes/memoryJobLock.ts';
import { createMemoryRestoreLog } from '../fakes/memoryRestoreLog.ts';
import { createMemorySettings } from '../fakes/memorySettings.ts';
import { createMemorySlotLog } from '../fakes/memorySlotLog.ts';
import { archiveStoreContract } from './archiveStore.contract.ts';
import { auditExchangeContract } from './auditExchange.contract.ts';
import { auditLogContract } from './auditLog.contract.ts';
import { backupCatalogContract } from './backupCatalog.contract.ts';
import { clockContract } from './clock.contract.ts';
import { heartbeatsContract } from './heartbeats.contract.ts';
import type { LocksUnderTest } from './heldLock.ts';
import { hostContract } from './host.contract.ts';
import { jobLockContract } from './jobLock.contract.ts';
import { lostLockContract } from './lostLock.contract.ts';
import { restoreLogContract } from './restoreLog.contract.ts';
import { settingsContract } from './settings.contract.ts';
import { slotLogContract } from './slotLog.contract.ts';

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
  const slots = createMemorySlotLog();
  const here = createMemoryBackupCatalog(slots);
  return { here, otherTab: here.openTab(), slots, close: nothing };
});

for (const contract of [auditLogContract, auditExchangeContract]) {
  contract('in memory', async () => {
    const here = createMemoryAuditLog();
    return { here, otherTab: here.openTab(), close: nothing };
  });
}

restoreLogContract('in memory', async () => {
  const here = createMemoryRestoreLog();
  return { here, otherTab: here.openTab(), close: nothing };
});

settingsContract('in memory', async () => {
  const here = createMemorySettings();
  return { here, otherTab: here.openTab(), close: nothing };
});

slotLogContract('in memory', async () => {
  const here = createMemorySlotLog();
  return { here, otherTab: here.openTab(), close: nothing };
});

heartbeatsContract('in memory', async () => {
  const here = createMemoryHeartbeats();
  return { here, otherTab: here.openTab(), close: nothing };
});

function memoryLocks(): LocksUnderTest {
  const lock = createMemoryJobLock();
  return {
    here: lock,
    otherTab: lock.openTab(),
    async openTab() {
      const tab = lock.openTab();
      return { lock: tab, close: () => tab.kill() };
    },
  };
}

jobLockContract('in memory', memoryLocks);
lostLockContract('in memory', memoryLocks);

clockContract('moved by hand', () => {
  const clock = createManualClock();
  return { clock, pass: (ms) => clock.advance(ms) };
});

hostContract('fake', createFakeHost);
