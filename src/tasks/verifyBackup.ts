import { describeFault, keepFaults, manifestPath, sortTables } from '../core/archiveFaults.ts';
import type { ArchiveFault, ArchiveState, BackupRecord } from '../core/backup.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { whyNotOfRecord } from '../core/manifestOfRecord.ts';
import { countOf } from '../core/retentionReasons.ts';
import type { Services } from '../ports/Services.ts';
import { type Examination, examineArchive } from './examineArchive.ts';
import { holdLock } from './holdLock.ts';
import { recordAct } from './recordAct.ts';
import { jobLock } from './runLock.ts';

/** A backup that has, or should have, an archive. */
type ArchivedBackup = BackupRecord & { archive: ArchiveState };

/** What was found: nothing where there is no file. */
type Found = (Examination & { sizeBytes: number }) | null;

/**
 * Reads the stored archive of a backup again and notes in its record what that found: present and verified, corrupt with its faults, or
 * missing. Waits for its turn among the jobs that write.
 * @param report gets the share of bytes that were checked, 0 to 1.
 * @returns the record as it is now.
 * @throws HoldfastError `not-found` when the backup has no archive (any more); `archive-newer`, `storage-full`, `storage-failed` or others
 *   that say nothing about the archive; AbortError.
 */
export async function verifyBackup(
  services: Services,
  id: string,
  signal: AbortSignal,
  report: (share: number) => void = () => undefined,
  by: 'person' | 'schedule' = 'person',
): Promise<BackupRecord> {
  return await holdLock(
    services,
    jobLock(services.project.id),
    async (lost) => {
      const both = AbortSignal.any([signal, lost]);
      both.throwIfAborted();
      const found = await examineStored(services, await find(services, id), both, report);
      both.throwIfAborted();
      const checkedAt = new Date(services.clock.now()).toISOString();
      let noted: ArchivedBackup | null = null;
      await services.backups.update(id, (latest) => {
        noted = noteWhatWasFound(demandArchive(services, latest), found, checkedAt);
        return noted;
      });
      const record = noted ?? (await find(services, id)); // which says that it is gone
      await recordVerification(services, record, by);
      return record;
    },
    { signal },
  );
}

async function find(services: Services, id: string): Promise<ArchivedBackup> {
  return demandArchive(services, await services.backups.get(id));
}

function demandArchive({ project }: Services, record: BackupRecord | null): ArchivedBackup {
  if (record === null || record.projectId !== project.id)
    throw new HoldfastError('not-found', 'This backup is no longer in the history.');
  const { archive, removed, status, filename } = record;
  if (archive === null || removed !== null || status === 'in progress')
    throw new HoldfastError('not-found', `${filename} has no archive that could be verified.`);
  return { ...record, archive };
}

async function examineStored(
  { store, archiver }: Services,
  record: ArchivedBackup,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<Found> {
  const { manifestSha256 } = record.archive;
  for (let failures = 0; ; failures += 1) {
    const file = await store.open(record.id);
    if (file === null) return null;
    try {
      const found = await examineArchive(archiver, file, signal, { manifestSha256, report });
      return { ...withComparison(found, record), sizeBytes: file.size };
    } catch (error) {
      // A file that vanished, or was replaced, while it was read shows as one that cannot be read: looked at once more.
      const unreadable = error instanceof HoldfastError && error.code === 'storage-failed';
      if (!unreadable || failures > 0) throw error;
    }
  }
}

/** Adds what only the history knows: whether these are the bytes that were verified before. */
function withComparison(found: Examination, record: ArchivedBackup): Examination {
  const { archive } = record;
  const faults = [...found.faults];
  const manifest = archive.manifestSha256 === null ? found.manifest : null;
  const why = manifest === null ? null : whyNotOfRecord(manifest, record);
  if (why !== null) faults.unshift({ path: manifestPath, table: null, what: why });
  const known = archive.fileDigest ?? null;
  if (faults.length === 0 && known !== null && found.fileDigest !== known)
    faults.push({
      path: null,
      table: null,
      what: 'bytes of the file are not as they were written, though all it holds is whole',
      harmless: true,
    });
  const { good, bad } = sortTables(faults, [...found.goodTables, ...found.badTables]);
  return { ...found, faults, goodTables: good, badTables: bad };
}

/** The record of a backup whose archive was examined at this instant. */
function noteWhatWasFound(record: ArchivedBackup, found: Found, checkedAt: string): ArchivedBackup {
  const { archive } = record;
  // The faults of a corrupt file that is gone are kept: it may come back as it was.
  if (found === null) return { ...record, archive: { ...archive, bytes: 'missing', checkedAt, partsVerified: 0 } };
  const checked = { ...archive, checkedAt, partsVerified: found.partsVerified, faults: keepFaults(found.faults) };
  if (found.faults.length > 0) return { ...record, archive: { ...checked, bytes: 'corrupt' } };
  return {
    ...record,
    archive: {
      ...checked,
      bytes: 'present',
      sizeBytes: found.sizeBytes,
      verifiedAt: checkedAt,
      manifestSha256: archive.manifestSha256 ?? found.manifestSha256,
      fileDigest: archive.fileDigest ?? found.fileDigest,
    },
  };
}

async function recordVerification(
  services: Services,
  { id, filename, archive, tables }: ArchivedBackup,
  by: 'person' | 'schedule',
): Promise<void> {
  const { bytes, faults, partsVerified } = archive;
  if (bytes === 'missing')
    return recordAct(services, 'verification', id, 'missing', `${filename} is not in this browser.`, { by });
  if (bytes === 'present')
    return recordAct(
      services,
      'verification',
      id,
      'verified',
      `Verified ${filename}: ${countOf(partsVerified, 'part')}.`,
      {
        by,
      },
    );
  const { good, bad } = sortTables(
    faults,
    tables.filter(({ parts }) => parts > 0).map(({ table }) => table),
  );
  const words = `${filename} is corrupt. Tables that are still good: ${good.length} of ${good.length + bad.length}.`;
  await recordAct(services, 'verification', id, 'corrupt', words, { by, facts: factsOf(faults) });
}

function factsOf(faults: readonly ArchiveFault[]): { label: string; value: string }[] {
  return faults.slice(0, 10).map((fault) => ({ label: 'Fault', value: describeFault(fault) }));
}
