import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { loadTextHash, type TextHash } from '../../core/chainText.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { type Schema, type StoreName, schemaVersion, upgradeSchema } from './schema.ts';
import { olderVersionOpen, toStorageError } from './storageError.ts';

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

/** A connection on its way; `blocked` rejects when another tab keeps the database at an older version. */
interface Opening {
  database: Promise<IDBPDatabase<Schema>>;
  blocked: Promise<never>;
}

/** Browsers close connections by themselves: Safari when it was in the background, all when site data is cleared. */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false;
  return error.name === 'InvalidStateError' || /connection/i.test(error.message);
}

/** How long another tab may take to make way for an upgrade before calls fail with a word about it, ms: far more than closing takes. */
const defaultBlockedPatienceMs = 10_000;

interface DatabaseOptions {
  /** Awaited before the connection makes way for a newer version of the app in another tab, so that a run is not cut off. */
  whenIdle?: () => Promise<void>;
  blockedPatienceMs?: number;
}

/**
 * Opens the database, on first use.
 * @param name changing the default would hide every record and setting that people have.
 */
export function createDatabase(
  name = 'holdfast',
  { whenIdle = async () => undefined, blockedPatienceMs = defaultBlockedPatienceMs }: DatabaseOptions = {},
): Database {
  let opening: Opening | null = null;

  function forget(): void {
    opening = null;
  }

  async function makeWay(connection: IDBDatabase): Promise<void> {
    await Promise.allSettled([whenIdle()]); // whatever kept it busy, the newer version cannot wait for ever
    forget();
    connection.close();
  }

  function connect(): Promise<IDBPDatabase<Schema>> {
    opening ??= open();
    return Promise.race([opening.database, opening.blocked]);
  }

  function open(): Opening {
    let failure: unknown = null;
    let giveUp: (error: HoldfastError) => void = () => undefined;
    const blocked = new Promise<never>((_resolve, reject) => {
      giveUp = reject;
    });
    const openWith = (hash: TextHash) =>
      openDB<Schema>(name, schemaVersion, {
        upgrade: (db, oldVersion, _newVersion, tx) => {
          upgradeSchema(db, tx, oldVersion, hash).catch((error: unknown) => {
            failure = error;
            tx.abort();
          });
          tx.done.catch(() => undefined); // the opening itself fails with it
        },
        // Tabs of this app close their connections when asked, but a frozen one does not hear it. The opening goes on.
        blocked: () => setTimeout(() => giveUp(olderVersionOpen()), blockedPatienceMs),
        // A newer version of the app in another tab wants to upgrade.
        blocking: (_current, _blocked, event) => makeWay(event.target as IDBDatabase),
        terminated: forget,
      });
    // Loaded before, since an upgrade cannot wait for it.
    const database = loadTextHash()
      .then(openWith)
      .catch((error: unknown) => {
        forget();
        throw failure ?? error;
      });
    for (const promise of [database, blocked]) promise.catch(() => undefined); // told to those who call
    return { database, blocked };
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
      (await open?.database)?.close();
    },
  };
}

/** Takes back what the transaction did before `error`, and throws it again. */
function abandon(tx: { abort(): void; error: DOMException | null }, error: unknown): never {
  // A transaction that ended by itself has its error set, and cannot be aborted again.
  if (tx.error === null) tx.abort();
  throw error;
}
