import type { ArchiveFault } from '../core/backup.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Archiver } from '../ports/Archiver.ts';

/** What a full examination of an archive found. */
export interface Examination {
  /** Null when it cannot be read. */
  manifest: Manifest | null;
  /** SHA-256 of manifest.json; null when it cannot be read. */
  manifestSha256: string | null;
  /** Empty when the archive is good. */
  faults: ArchiveFault[];
  /** Tables with rows in it (`schema.table`, in the manifest's order) that no fault touches, and those that one does. */
  goodTables: string[];
  badTables: string[];
  /** Parts whose size, checksums and rows matched. */
  partsVerified: number;
}

export interface ExamineOptions {
  /** What the manifest's digest was when the archive was known to be good; null when nobody knows. */
  manifestSha256?: string | null;
  /** Gets the share of bytes that were checked, 0 to 1. */
  report?: (share: number) => void;
}

/**
 * Examines an archive without stopping at the first fault: directory, manifest, names, and of every file size, checksums, digest and rows.
 * @throws HoldfastError `archive-newer` when a newer version wrote it; whatever keeps it from being read and says nothing about it, such
 *   as `storage-failed`; AbortError.
 */
export async function examineArchive(
  _archiver: Archiver,
  _archive: Blob,
  _signal: AbortSignal,
  _options: ExamineOptions = {},
): Promise<Examination> {
  throw new Error('Not built yet');
}
