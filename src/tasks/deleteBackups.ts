import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';
import { runLock } from './runLock.ts';

/**
 * Deletes backups for good. The record first says that the bytes are missing, then they go, then the record does: wherever
 * a tab is closed in between, no record claims bytes that are gone.
 * A run that is still in progress is left alone.
 * @returns how many were deleted.
 * @throws HoldfastError `storage-failed`; those before it stay deleted.
 */
export async function deleteBackups(services: Services, ids: readonly string[]): Promise<number> {
  const { backups, store, project, lock } = services;
  let deleted = 0;
  for (const id of ids) {
    const record = await backups.get(id);
    if (record === null || record.projectId !== project.id) continue;
    if (record.status === 'in progress' && (await lock.isHeld(runLock(id)))) continue;
    if (record.archive !== null) await backups.put({ ...record, archive: { ...record.archive, bytes: 'missing' } });
    await store.delete(id);
    await backups.delete(id);
    await recordAct(
      services,
      'deletion',
      id,
      'done',
      `Deleted ${record.filename} (${record.status}) from this browser.`,
    );
    deleted += 1;
  }
  return deleted;
}
