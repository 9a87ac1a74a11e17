import type { Room } from '../../tasks/checkRoom.ts';
import { formatBytes } from '../../ui/formatBytes.ts';

/** Whether the next backup is likely to fit: "Expected to fit: 1.11 GB free." Null where the browser does not tell its quota. */
export function describeRoom(room: Room | null): string | null {
  if (room === null || room.freeBytes === null) return null;
  const free = formatBytes(room.freeBytes);
  if (room.fits === null) return `${free} free in this browser.`;
  if (room.fits) return `Expected to fit: ${free} free.`;
  return `It needs about ${formatBytes(room.expectedBytes)}, and ${free} are free in this browser.`;
}

/** What cleaning up could do about it. */
export function describeCleanupRoom({ cleanupFreesBytes }: Room): string {
  return cleanupFreesBytes > 0
    ? `A cleanup would free ${formatBytes(cleanupFreesBytes)}.`
    : 'A cleanup would free nothing now.';
}
