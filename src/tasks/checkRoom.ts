import type { BackupRecord } from '../core/backup.ts';
import { newestFirst } from '../core/newestFirst.ts';
import { planRetention } from '../core/planRetention.ts';
import type { Services } from '../ports/Services.ts';

/** Whether the next backup will find room; sizes in bytes. */
export interface Room {
  /** A tenth more than the newest archive of the same tables; null when there is none. */
  expectedBytes: number | null;
  /** Null where the browser does not tell. */
  freeBytes: number | null;
  /** Null when either is unknown. */
  fits: boolean | null;
  /** What a cleanup would free now; 0 while cleanup is paused. */
  cleanupFreesBytes: number;
}

/** How much larger than the last one a backup is expected to be at most. */
const growthFactor = 1.1;

/**
 * Compares the expected size of a backup of this scope with the free storage of this browser.
 * @throws HoldfastError `bad-settings` or `storage-failed` when settings or records cannot be read.
 */
export async function checkRoom({ backups, settings, host, clock, project }: Services, scope: string): Promise<Room> {
  const records = await backups.list(project.id);
  const { retention } = await settings.load(project.id);
  const { usedBytes, quotaBytes } = await host.storage();
  const { decisions } = planRetention(records, retention, clock.now());
  const expectedBytes = expectedSize(records, scope);
  const freeBytes = usedBytes === null || quotaBytes === null ? null : Math.max(0, quotaBytes - usedBytes);
  return {
    expectedBytes,
    freeBytes,
    fits: expectedBytes === null || freeBytes === null ? null : expectedBytes <= freeBytes,
    cleanupFreesBytes: decisions.reduce((sum, { record, keep }) => sum + (keep ? 0 : bytesOf(record)), 0),
  };
}

function expectedSize(records: readonly BackupRecord[], scope: string): number | null {
  const last = newestFirst(records).find(
    ({ record: { scope: of, removed, archive, imported } }) =>
      // An imported one may be of another project.
      of === scope && removed === null && archive?.bytes === 'present' && imported === null,
  );
  const size = last?.record.archive?.sizeBytes;
  return size === undefined ? null : Math.ceil(size * growthFactor);
}

function bytesOf({ archive }: BackupRecord): number {
  return archive === null || archive.bytes === 'missing' ? 0 : archive.sizeBytes;
}
