import { archiveDamaged } from './archiveDamage.ts';
import type { ZipEntry } from './zipDirectory.ts';

/**
 * Largest file that is read out of an archive, bytes. Parts hold some 8 MiB, or a single row that is larger; Postgres makes no value of
 * 1 GiB, and a browser has no memory for four such files at once. So what claims more is a bomb, whatever the ratio.
 */
export const largestFileBytes = 512 * 1024 * 1024;

/**
 * Most bytes that all files of an archive may hold together. The ZIP itself is under 4 GiB, rows as JSON shrink to a tenth; what holds
 * 16 times as much takes minutes to read, and what claims more would keep a browser busy for hours.
 */
export const largestContentBytes = 64 * 1024 * 1024 * 1024;

/**
 * Refuses an entry that nobody should inflate.
 * @throws HoldfastError `archive-damaged`.
 */
export function checkEntryBounds({ path, bytes, compressedBytes }: ZipEntry): void {
  if (Math.max(bytes, compressedBytes) > largestFileBytes)
    throw archiveDamaged(`${path} claims more than ${largestFileBytes / 1024 / 1024} MiB`);
}

/**
 * Refuses an archive that is a bomb by what its directory declares; the ratio of each entry was looked at when the directory was read, the
 * number of entries is bounded by the format.
 * @throws HoldfastError `archive-damaged`.
 */
export function checkBounds(entries: readonly ZipEntry[]): void {
  for (const entry of entries) checkEntryBounds(entry);
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > largestContentBytes)
    throw archiveDamaged(`its files claim more than ${largestContentBytes / 1024 / 1024 / 1024} GiB together`);
}
