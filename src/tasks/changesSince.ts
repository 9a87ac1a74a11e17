import type { BackupChanges } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';

/**
 * What changed in the newest good backup since the one before it of the same scope. Found once, then kept in its record (`changes`), where
 * every tab sees it.
 * @returns null when there are no two backups to compare, or it was known already.
 * @throws HoldfastError `archive-damaged`, `storage-failed`; AbortError.
 */
export async function findChanges(_services: Services, _signal: AbortSignal): Promise<BackupChanges | null> {
  throw new Error('Not built yet');
}
