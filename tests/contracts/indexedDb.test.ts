import 'fake-indexeddb/auto';
import { createAuditLog } from '../../src/adapters/store/auditLog.ts';
import { createBackupCatalog } from '../../src/adapters/store/backupCatalog.ts';
import { createDatabase, type Database } from '../../src/adapters/store/database.ts';
import { createHeartbeats } from '../../src/adapters/store/heartbeats.ts';
import { createIndexedDbStore } from '../../src/adapters/store/indexedDbStore.ts';
import { createRestoreLog } from '../../src/adapters/store/restoreLog.ts';
import { createSettings } from '../../src/adapters/store/settings.ts';
import { createSlotLog } from '../../src/adapters/store/slotLog.ts';
import { archiveStoreContract } from './archiveStore.contract.ts';
import { auditExchangeContract } from './auditExchange.contract.ts';
import { auditLogContract } from './auditLog.contract.ts';
import { backupCatalogContract } from './backupCatalog.contract.ts';
import { heartbeatsContract } from './heartbeats.contract.ts';
import { restoreLogContract } from './restoreLog.contract.ts';
import { settingsContract } from './settings.contract.ts';
import type { SharedUnderTest } from './sharedUnderTest.ts';
import { slotLogContract } from './slotLog.contract.ts';

/** Two connections to a new database, as two tabs have them. */
function twoTabs(): { here: Database; otherTab: Database; close: () => Promise<void> } {
  const name = `test-${crypto.randomUUID()}`;
  const [here, otherTab] = [createDatabase(name), createDatabase(name)];
  return {
    here,
    otherTab,
    close: async () => {
      await Promise.all([here.close(), otherTab.close()]);
    },
  };
}

async function shared<T>(make: (database: Database) => T): Promise<SharedUnderTest<T>> {
  const { here, otherTab, close } = twoTabs();
  return { here: make(here), otherTab: make(otherTab), close };
}

const put = IDBObjectStore.prototype.put;

archiveStoreContract('IndexedDB, in Node', async () => {
  const { here, otherTab, close } = twoTabs();
  return {
    store: createIndexedDbStore(here),
    otherTab: createIndexedDbStore(otherTab),
    makeFull: async () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
      };
    },
    close: async () => {
      IDBObjectStore.prototype.put = put;
      await close();
    },
  };
});

backupCatalogContract('IndexedDB, in Node', async () => {
  const { here, otherTab, close } = twoTabs();
  return {
    here: createBackupCatalog(here),
    otherTab: createBackupCatalog(otherTab),
    slots: createSlotLog(here),
    close,
  };
});
auditLogContract('IndexedDB, in Node', () => shared(createAuditLog));
auditExchangeContract('IndexedDB, in Node', () => shared(createAuditLog));
restoreLogContract('IndexedDB, in Node', () => shared(createRestoreLog));
settingsContract('IndexedDB, in Node', () => shared(createSettings));
slotLogContract('IndexedDB, in Node', () => shared(createSlotLog));
heartbeatsContract('IndexedDB, in Node', () => shared(createHeartbeats));
