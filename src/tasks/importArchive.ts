import type { ArchiveFault, BackupRecord } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';

/** A file that somebody chose or dropped. */
export interface ImportedFile {
  name: string;
  blob: Blob;
}

/** `copying` into this browser, then `verifying` the copy; `share` of its bytes, 0 to 1. */
export interface ImportProgress {
  phase: 'copying' | 'verifying';
  share: number;
}

/** A damaged archive, of which nothing was stored. */
export interface DamagedImport {
  outcome: 'damaged';
  /** The name that its backup had when it was made, and when that was (ISO 8601). */
  filename: string;
  createdAt: string;
  faults: ArchiveFault[];
  /** Tables (`schema.table`) that can be read in spite of the faults, and those that cannot be relied on. */
  goodTables: string[];
  badTables: string[];
}

/**
 * imported: it is in the history now; as evidence, its bytes are called corrupt. known: this backup is here already, nothing was done.
 * restored: its record was here without good bytes, and has them again. damaged: nothing was stored; `asEvidence` would store it.
 */
export type ImportResult = { outcome: 'imported' | 'known' | 'restored'; record: BackupRecord } | DamagedImport;

export interface ImportOptions {
  /** Store a damaged archive too, so that its good tables can be opened. */
  asEvidence?: boolean;
}

/**
 * Adds an archive to the history, also one from another project or computer. It is copied into this browser, and the copy is verified
 * before it counts; whatever goes wrong, nothing of it stays. Waits for its turn among the jobs that write.
 * @throws HoldfastError, with words for the person: `not-an-archive`; `archive-newer`; `archive-damaged` when directory or manifest are so
 *   damaged or hostile that nothing in it can be trusted; `storage-full`; `storage-failed`; `sign-in-required`. AbortError.
 */
export async function importArchive(
  _services: Services,
  _file: ImportedFile,
  _options: ImportOptions,
  _signal: AbortSignal,
  _report: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportResult> {
  throw new Error('Not built yet');
}
