import type { BackupRecord } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';

/**
 * Reads the stored archive of a backup again and notes in its record what that found: present and verified, corrupt with its faults, or
 * missing. Waits for its turn among the jobs that write.
 * @param report gets the share of bytes that were checked, 0 to 1.
 * @returns the record as it is now.
 * @throws HoldfastError `not-found` when the backup has no archive (any more); `storage-full`, `storage-failed` or others that say nothing
 *   about the archive; AbortError.
 */
export async function verifyBackup(
  _services: Services,
  _id: string,
  _signal: AbortSignal,
  _report: (share: number) => void = () => undefined,
): Promise<BackupRecord> {
  throw new Error('Not built yet');
}
