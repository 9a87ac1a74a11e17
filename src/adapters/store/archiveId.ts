import { HoldfastError } from '../../core/HoldfastError.ts';

/** Refuses ids that cannot name a file. @throws HoldfastError `storage-failed`. */
export function checkArchiveId(id: string): void {
  if (/^[\w-]{1,64}$/.test(id)) return;
  throw new HoldfastError('storage-failed', `${JSON.stringify(id)} cannot name an archive.`);
}

/** The error of an archive that is begun twice. */
export function archiveExists(id: string): HoldfastError {
  return new HoldfastError('storage-failed', `An archive with the id ${id} is there already.`);
}

/** The error of a sink that is used after its end, or before its time. */
export function sinkMisused(why: string): HoldfastError {
  return new HoldfastError('storage-failed', `The archive cannot be written: ${why}.`);
}
