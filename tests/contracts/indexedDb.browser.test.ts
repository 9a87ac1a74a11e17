import { deleteDB } from 'idb';
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
      await deleteDB(name);
    },
  };
}

async function shared<T>(make: (database: Database) => T): Promise<SharedUnderTest<T>> {
  const { here, otherTab, close } = twoTabs();
  return { here: make(here), otherTab: make(otherTab), close };
}

/** A storage bucket of Chromium: an IndexedDB with a quota of its own, which the browser truly enforces. */
interface Bucket {
  readonly indexedDB: IDBFactory;
}

interface Buckets {
  open(name: string, options: { quota: number }): Promise<Bucket>;
  delete(name: string): Promise<void>;
}

const { storageBuckets } = navigator as unknown as { storageBuckets: Buckets };
const browserIndexedDb = window.indexedDB;

function useIndexedDb(factory: IDBFactory): void {
  Object.defineProperty(window, 'indexedDB', { value: factory, configurable: true });
}

archiveStoreContract('IndexedDB', async () => {
  const bucketName = `test-${crypto.randomUUID()}`;
  const bucket = await storageBuckets.open(bucketName, { quota: 3_000_000 });
  useIndexedDb(bucket.indexedDB);
  const { here, otherTab, close } = twoTabs();
  return {
    store: createIndexedDbStore(here),
    otherTab: createIndexedDbStore(otherTab),
    // The bucket is so small from the beginning: Chromium asks only now and then how much room is left.
    makeFull: async () => undefined,
    close: async () => {
      await close();
      useIndexedDb(browserIndexedDb);
      await storageBuckets.delete(bucketName);
    },
  };
});

backupCatalogContract('IndexedDB', async () => {
  const { here, otherTab, close } = twoTabs();
  return {
    here: createBackupCatalog(here),
    otherTab: createBackupCatalog(otherTab),
    slots: createSlotLog(here),
    close,
  };
});
auditLogContract('IndexedDB', () => shared(createAuditLog));
auditExchangeContract('IndexedDB', () => shared(createAuditLog));
restoreLogContract('IndexedDB', () => shared(createRestoreLog));
settingsContract('IndexedDB', () => shared(createSettings));
slotLogContract('IndexedDB', () => shared(createSlotLog));
heartbeatsContract('IndexedDB', () => shared(createHeartbeats));
