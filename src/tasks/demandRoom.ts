import { HoldfastError } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';
import { checkRoom, type Room } from './checkRoom.ts';

/**
 * Refuses a run that is not expected to fit into this browser's storage, before it loads the project; says what cleanup could free.
 * @throws HoldfastError `storage-full`.
 */
export async function demandRoom(services: Services, scope: string): Promise<void> {
  const room = await checkRoom(services, scope);
  if (room.fits !== false || room.expectedBytes === null) return;
  throw noRoom(`The backup needs about ${megabytes(room.expectedBytes)}`, room);
}

/**
 * Refuses a file of this size, in bytes, that does not fit into this browser's storage; says what cleanup could free.
 * @param what names it: "manual-backup-….zip".
 * @throws HoldfastError `storage-full`.
 */
export async function demandRoomFor(services: Services, sizeBytes: number, what: string): Promise<void> {
  const room = await checkRoom(services, '');
  if (room.freeBytes !== null && sizeBytes > room.freeBytes)
    throw noRoom(`${what} needs ${megabytes(sizeBytes)}`, room);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function noRoom(need: string, { freeBytes, cleanupFreesBytes }: Room): HoldfastError {
  const freed =
    cleanupFreesBytes > 0
      ? ` A cleanup would free ${megabytes(cleanupFreesBytes)}.`
      : ' Cleanup would free nothing as things stand.';
  return new HoldfastError('storage-full', `${need}, and ${megabytes(freeBytes ?? 0)} are free in this browser.`, {
    hint: `Delete older backups that you do not need.${freed} Older backups are untouched.`,
  });
}
