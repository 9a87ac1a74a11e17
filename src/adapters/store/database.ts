import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { BackupRecord } from '../../core/backup.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { AuditEntry } from '../../ports/AuditLog.ts';
import { toStorageError } from './storageError.ts';

/** An archive in chunks, where the browser has no origin private file system. */
interface ChunkedArchive {
  id: string;
  published: boolean;
  sizeBytes: number;
}

interface Schema extends DBSchema {
  backups: { key: string; value: BackupRecord; indexes: { byProject: string } };
  audit: { key: number; value: AuditEntry; indexes: { byProject: string } };
  settings: { key: string; value: unknown };
  archives: { key: string; value: ChunkedArchive };
  /** Keys are [archive id, number from 0]. */
  chunks: { key: [string, number]; value: Blob };
}

type StoreName = StoreNames<Schema>;
export type Transaction<Mode extends 'readonly' | 'readwrite'> = IDBPTransaction<Schema, StoreName[], Mode>;

/** The one database of the app. */
export interface Database {
  readonly name: string;
  /** Reads in one transaction. `doing` completes "The browser could not …". @throws HoldfastError `storage-failed`. */
  read<T>(doing: string, stores: StoreName[], work: (tx: Transaction<'readonly'>) => Promise<T>): Promise<T>;
  /**
   * Writes in one transaction, all or nothing, in the order of the calls, and resolves once it is committed: on disk, unless `relaxed`,
   * when the operating system may still hold it. `work` may run twice when the connection dies under it.
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  write<T>(
    doing: string,
    stores: StoreName[],
    work: (tx: Transaction<'readwrite'>) => Promise<T>,
    options?: { relaxed?: boolean },
  ): Promise<T>;
  close(): Promise<void>;
}

const version = 1;

/** Version 1 makes everything. Later versions add to it below, under `if (oldVersion < 2)`, and never change what is above. */
function upgrade(db: IDBPDatabase<Schema>, oldVersion: number): void {
  if (oldVersion >= 1) return;
  db.createObjectStore('backups', { keyPath: 'id' }).createIndex('byProject', 'projectId');
  db.createObjectStore('audit', { autoIncrement: true }).createIndex('byProject', 'projectId');
  db.createObjectStore('settings');
  db.createObjectStore('archives', { keyPath: 'id' });
  db.createObjectStore('chunks');
}

/** Browsers close connections by themselves: Safari when it was in the background, all when site data is cleared. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false;
  return error.name === 'InvalidStateError' || /connection/i.test(error.message);
}

/**
 * Opens the database, on first use.
 * @param name changing the default would hide every record and setting that people have.
 */
export function createDatabase(name = 'holdfast'): Database {
  let opening: Promise<IDBPDatabase<Schema>> | null = null;

  function forget(): void {
    opening = null;
  }

  function connect(): Promise<IDBPDatabase<Schema>> {
    if (opening !== null) return opening;
    const attempt = openDB<Schema>(name, version, {
      upgrade,
      // A newer version of the app in another tab wants to upgrade: make way.
      blocking: (_current, _blocked, event) => {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
    attempt.catch(forget);
    opening = attempt;
    return attempt;
  }

  async function attempt<T, Mode extends 'readonly' | 'readwrite'>(
    stores: StoreName[],
    mode: Mode,
    durability: IDBTransactionDurability,
    work: (tx: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    const tx = (await connect()).transaction(stores, mode, { durability });
    const [worked, done] = await Promise.allSettled([work(tx).catch((error: unknown) => abandon(tx, error)), tx.done]);
    // A full disk shows as the reason why the transaction ended, while the request itself was only aborted.
    if (done.status === 'rejected' && !(worked.status === 'rejected' && worked.reason instanceof HoldfastError)) {
      throw tx.error ?? (worked.status === 'rejected' ? worked.reason : done.reason);
    }
    if (worked.status === 'rejected') throw worked.reason;
    return worked.value;
  }

  async function run<T, Mode extends 'readonly' | 'readwrite'>(
    doing: string,
    stores: StoreName[],
    mode: Mode,
    durability: IDBTransactionDurability,
    work: (tx: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    try {
      return await attempt(stores, mode, durability, work).catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error;
        forget();
        return attempt(stores, mode, durability, work);
      });
    } catch (error) {
      throw toStorageError(error, doing);
    }
  }

  return {
    name,
    read: (doing, stores, work) => run(doing, stores, 'readonly', 'default', work),
    write: (doing, stores, work, { relaxed = false } = {}) =>
      run(doing, stores, 'readwrite', relaxed ? 'relaxed' : 'strict', work),
    async close() {
      const open = opening;
      forget();
      (await open)?.close();
    },
  };
}

/** Takes back what the transaction did before `error`, and throws it again. */
function abandon(tx: { abort(): void; error: DOMException | null }, error: unknown): never {
  // A transaction that ended by itself has its error set, and cannot be aborted again.
  if (tx.error === null) tx.abort();
  throw error;
}
