import { archiveFacts } from '../core/actFacts.ts';
import { type BackupRecord, type Removal, withoutBytes } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';
import { runLock } from './runLock.ts';

interface Removing {
  id: string;
  by: Removal['by'];
  /** Who started it, for the audit trail; left out: a person. */
  actor?: 'person' | 'schedule';
  /** Plain words for the tombstone. */
  reason: string;
  /** Looked at just before the bytes go; false leaves the backup alone. */
  allows?: (record: BackupRecord) => boolean;
}

/**
 * Removes one backup: the record first says that the bytes are missing, then they go, then the record becomes a tombstone.
 * Wherever a tab is closed in between, no record claims bytes that are gone, and removing it again finishes the work.
 * A run that is still in progress is left alone, and so is a pinned backup unless a person removes it.
 * @returns the bytes that this freed; null when nothing was removed.
 * @throws HoldfastError `storage-full` or `storage-failed`.
 */
export async function removeBackup(services: Services, removing: Removing): Promise<number | null> {
  const { backups, store, project, lock, clock } = services;
  const { id, by, actor = 'person', reason, allows = () => true } = removing;
  const record = await backups.get(id);
  if (record === null || record.projectId !== project.id || record.removed !== null) return null;
  if (record.status === 'in progress' && (await lock.isHeld(runLock(id)))) return null;

  // Whether it may go is decided by what it is when it is marked, and not by what it was before: it may have been pinned since.
  const marked = await backups.update(id, (found) => {
    if (found.removed !== null || (by === 'retention' && found.pin !== null) || !allows(found)) return null;
    return withoutBytes(found);
  });
  if (marked === null) return null;
  await store.delete(id);
  const at = new Date(clock.now()).toISOString();
  await backups.update(id, (found) => ({ ...found, ...endOf(found, at), removed: { at, by, reason } }));
  const action = by === 'person' ? 'deletion' : 'cleanup';
  await recordAct(services, action, id, 'done', `Removed ${record.filename} (${record.status}): ${reason}.`, {
    by: actor,
    facts: archiveFacts(record),
  });
  return record.archive === null || record.archive.bytes === 'missing' ? 0 : record.archive.sizeBytes;
}

/** A run whose tab died is over: its tombstone does not say that it is on. */
function endOf(record: BackupRecord, at: string): Partial<BackupRecord> {
  return record.status === 'in progress' ? { status: 'interrupted', finishedAt: at } : {};
}
