import type { Services } from '../ports/Services.ts';
import { removeBackup } from './removeBackup.ts';

/**
 * Deletes the bytes of backups for good, because a person asked for it; tombstones stay. Pinned ones too, but no run that is on.
 * @returns how many were deleted.
 * @throws HoldfastError `storage-full` or `storage-failed`; those before it stay deleted.
 */
export async function deleteBackups(services: Services, ids: readonly string[]): Promise<number> {
  let deleted = 0;
  for (const id of ids) {
    const freed = await removeBackup(services, { id, by: 'person', reason: 'Deleted by hand' });
    if (freed !== null) deleted += 1;
  }
  return deleted;
}
