import type { BackupRecord } from '../../core/backup.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import { formatBytes } from '../../ui/formatBytes.ts';

/**
 * Whether the next backup is likely to fit, judged by the newest archive: "Expected to fit: 1.11 GB free."
 * Null where the browser does not tell its quota.
 */
export function describeRoom(storage: StorageEstimate | null, records: readonly BackupRecord[]): string | null {
  if (storage === null || storage.usedBytes === null || storage.quotaBytes === null) return null;
  const freeBytes = Math.max(0, storage.quotaBytes - storage.usedBytes);
  const newest = records.find((record) => record.archive !== null)?.archive?.sizeBytes ?? null;
  if (newest === null) return `${formatBytes(freeBytes)} free in this browser.`;
  if (newest < freeBytes) return `Expected to fit: ${formatBytes(freeBytes)} free.`;
  return `May not fit: ${formatBytes(freeBytes)} free, the last one took ${formatBytes(newest)}.`;
}
