import { archiveDamaged } from '../core/archiveDamage.ts';
import { describeFault } from '../core/archiveFaults.ts';
import type { ArchiveFault } from '../core/backup.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Archiver } from '../ports/Archiver.ts';
import { examineArchive } from './examineArchive.ts';

export interface VerifiedArchive {
  manifest: Manifest;
  /** Parts whose digests matched: all of them. */
  parts: number;
  manifestSha256: string;
  /** See `core/fileDigest`. */
  fileDigest: string;
}

/**
 * Examines an archive that has to be good, and stops at the first fault.
 * @throws HoldfastError `archive-damaged` naming what is wrong; otherwise as `examineArchive`.
 */
export async function verifyArchive(
  archiver: Archiver,
  archive: Blob,
  signal: AbortSignal,
  report: (share: number) => void = () => undefined,
): Promise<VerifiedArchive> {
  const onFault = (fault: ArchiveFault) => {
    throw archiveDamaged(describeFault(fault));
  };
  const found = await examineArchive(archiver, archive, signal, { report, onFault });
  const { manifest, manifestSha256, fileDigest, partsVerified } = found;
  if (manifest === null || manifestSha256 === null || fileDigest === null)
    throw archiveDamaged('it could not be examined to its end');
  return { manifest, parts: partsVerified, manifestSha256, fileDigest };
}
