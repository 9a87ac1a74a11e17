import { HoldfastError } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';
import { checkRoom } from './checkRoom.ts';

/**
 * Refuses a run that is not expected to fit into this browser's storage, before it loads the project; says what cleanup could free.
 * @throws HoldfastError `storage-full`.
 */
export async function demandRoom(services: Services, scope: string): Promise<void> {
  const { fits, expectedBytes, freeBytes, cleanupFreesBytes } = await checkRoom(services, scope);
  if (fits !== false || expectedBytes === null || freeBytes === null) return;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const freed =
    cleanupFreesBytes > 0
      ? ` A cleanup would free ${megabytes(cleanupFreesBytes)}.`
      : ' Cleanup would free nothing as things stand.';
  throw new HoldfastError(
    'storage-full',
    `The backup needs about ${megabytes(expectedBytes)}, and ${megabytes(freeBytes)} are free in this browser.`,
    { hint: `Delete older backups that you do not need.${freed} Older backups are untouched.` },
  );
}
