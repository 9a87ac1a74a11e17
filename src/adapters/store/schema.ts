import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { ChainHead, KeptLink } from '../../core/auditChain.ts';
import {
  type BackupRecord,
  type RecordOfVersion1,
  type RecordOfVersion2,
  upgradeToVersion2,
  upgradeToVersion3,
} from '../../core/backup.ts';
import type { TextHash } from '../../core/chainText.ts';
import type { RestoreRecord } from '../../core/restore.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { addVerification } from '../../core/verificationUpgrade.ts';
import type { TrailCursor } from '../../ports/AuditLog.ts';
import { chainEntries } from './chainEntries.ts';

/** An archive in chunks, where the browser has no origin private file system. */
interface ChunkedArchive {
  id: string;
  published: boolean;
  sizeBytes: number;
}

/** What the database holds. Renaming a store or an index would hide what people have. */
export interface Schema extends DBSchema {
  backups: { key: string; value: BackupRecord; indexes: { byProject: string; byTime: [string, string] } };
  /** Keys are [project id, chain, place]; `byPosition` is the order in which the trail is shown. */
  auditEntries: { key: [string, string, number]; value: KeptLink; indexes: { byPosition: [string, string] } };
  /** How the chains end; keys are [project id, chain]. */
  auditHeads: { key: [string, string]; value: ChainHead };
  /** How far the trail was exchanged with the project; keys are ids of projects. */
  auditSync: { key: string; value: { cursor: TrailCursor | null; syncedAt: string | null } };
  settings: { key: string; value: unknown };
  archives: { key: string; value: ChunkedArchive };
  /** Keys are [archive id, number from 0]. */
  chunks: { key: [string, number]; value: Blob };
  /** Keys are [project id, slot id]; `byState` finds those that have not ended without reading years of those that have. */
  slots: {
    key: [string, string];
    value: SlotRecord;
    indexes: { byDue: [string, string]; byState: [string, string] };
  };
  /** Keys are names of locks. */
  heartbeats: { key: string; value: { tab: string; count: number } };
  /** The instant up to which all slots have a record, ms since the epoch; keys are ids of projects. */
  scheduler: { key: string; value: number };
  restores: { key: string; value: RestoreRecord; indexes: { byTime: [string, string] } };
}

export type StoreName = StoreNames<Schema>;

export const schemaVersion = 4;

/** The settings of a project lie under this and its id. Changing it would lose every setting that people have. */
export const projectSettingsPrefix = 'project:';

/** What a version added stays as it is for ever: later versions add steps of their own. */
export async function upgradeSchema(
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
  oldVersion: number,
  hash: TextHash,
): Promise<void> {
  if (oldVersion < 1) makeVersion1(db);
  if (oldVersion < 2) await makeVersion2(db, tx);
  if (oldVersion < 3) await makeVersion3(db, tx, hash);
  if (oldVersion < 4) makeVersion4(db);
  if (oldVersion === 2) await scheduleVerification(tx, new Date().toISOString());
}

function makeVersion1(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('backups', { keyPath: 'id' }).createIndex('byProject', 'projectId');
  // Until version 3, the audit trail.
  (db as unknown as IDBPDatabase)
    .createObjectStore('audit', { autoIncrement: true })
    .createIndex('byProject', 'projectId');
  db.createObjectStore('settings');
  db.createObjectStore('archives', { keyPath: 'id' });
  db.createObjectStore('chunks');
}

/** Slots of schedules; records of backups can be read from the newest on, and get the fields that came with schedules and retention. */
async function makeVersion2(
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
): Promise<void> {
  const slots = db.createObjectStore('slots', { keyPath: ['projectId', 'id'] });
  slots.createIndex('byDue', ['projectId', 'dueAt']);
  slots.createIndex('byState', ['projectId', 'state']);
  db.createObjectStore('heartbeats');
  db.createObjectStore('scheduler');
  tx.objectStore('backups').createIndex('byTime', ['projectId', 'createdAt']);
  for (let cursor = await tx.objectStore('backups').openCursor(); cursor !== null; cursor = await cursor.continue()) {
    await cursor.update(upgradeToVersion2(cursor.value as RecordOfVersion1) as BackupRecord);
  }
}

/** Records get the fields that came with verification, imports and comparisons; entries of the audit trail become chains. */
async function makeVersion3(
  db: IDBPDatabase<Schema>,
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
  hash: TextHash,
): Promise<void> {
  db.createObjectStore('auditEntries', { keyPath: ['projectId', 'chain', 'seq'] }).createIndex('byPosition', [
    'projectId',
    'position',
  ]);
  db.createObjectStore('auditHeads', { keyPath: ['projectId', 'chain'] });
  db.createObjectStore('auditSync');
  await chainEntries(db, tx, hash);
  for (let cursor = await tx.objectStore('backups').openCursor(); cursor !== null; cursor = await cursor.continue()) {
    await cursor.update(upgradeToVersion3(cursor.value as RecordOfVersion2));
  }
}

/** Records of restores. */
function makeVersion4(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('restores', { keyPath: 'id' }).createIndex('byTime', ['projectId', 'startedAt']);
}

/** Where it stands since when verifications are scheduled, for projects of which no settings are stored; an ISO instant. */
export const verificationSinceKey = 'verification-since';

/** What every project begins with since version 3 comes to those that began before, once: whoever deletes it has deleted it. */
async function scheduleVerification(
  tx: IDBPTransaction<Schema, StoreName[], 'versionchange'>,
  now: string,
): Promise<void> {
  const store = tx.objectStore('settings');
  for (let cursor = await store.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    if (cursor.key.startsWith(projectSettingsPrefix)) await cursor.update(addVerification(cursor.value, now));
  }
  await store.put(now, verificationSinceKey);
}
