import type { RestoreRecord } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';

/**
 * Finds out what became of restores whose tab died or whose answer was lost, writes it into their records, and turns off the maintenance that
 * they left on. Restores that a living tab is at work on are left alone.
 * @returns the records that changed.
 * @throws HoldfastError as RestoreServer, `storage-failed`; AbortError.
 */
export async function settleRestores(_services: Services, _signal: AbortSignal): Promise<RestoreRecord[]> {
  return [];
}
