import { archiveDamaged } from '../core/archiveDamage.ts';
import { describeFault, manifestPath } from '../core/archiveFaults.ts';
import { archiveFilename } from '../core/archiveNames.ts';
import { type ArchiveFault, type BackupRecord, withoutBytes } from '../core/backup.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { whyNotOfRecord } from '../core/manifestOfRecord.ts';
import type { ArchiveSink } from '../ports/ArchiveStore.ts';
import type { Services } from '../ports/Services.ts';
import { demandRoomFor } from './demandRoom.ts';
import { type Examination, examineArchive } from './examineArchive.ts';
import { holdLock } from './holdLock.ts';
import { type ForeignArchive, openForeignArchive } from './openForeignArchive.ts';
import { publishImport } from './publishImport.ts';
import { recordAct } from './recordAct.ts';
import { jobLock, runLock } from './runLock.ts';

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
 * restored: its record was here without good bytes, and has them again. damaged: nothing was stored; `asEvidence` would store it, unless
 * it would take the place of a file.
 */
export type ImportResult = { outcome: 'imported' | 'known' | 'restored'; record: BackupRecord } | DamagedImport;

export interface ImportOptions {
  /** Store a damaged archive too, so that its good tables can be opened. */
  asEvidence?: boolean;
}

/** Everything that one import goes by. */
export interface ImportRun {
  services: Services;
  source: ForeignArchive;
  by: { id: string; email: string };
  asEvidence: boolean;
  signal: AbortSignal;
  report: (progress: ImportProgress) => void;
}

/** Where the archive goes: the id of its backup, and the record that is there already. */
export interface ImportPlace {
  id: string;
  existing: BackupRecord | null;
}

/**
 * Adds an archive to the history, also one from another project or computer. It is copied into this browser, and the copy is verified
 * before it counts; whatever goes wrong, nothing of it stays. A file that is stored under its id already is given up only for an archive
 * that was found wholly good where it lies; from then until the copy is verified, the record says that the file is missing. Waits for its
 * turn among the jobs that write.
 * @throws HoldfastError, with words for the person: `not-an-archive`; `archive-newer`; `archive-damaged` when directory or manifest are so
 *   damaged or hostile that nothing in it can be trusted; `storage-full`; `storage-failed`; `sign-in-required`. AbortError.
 */
export async function importArchive(
  services: Services,
  file: ImportedFile,
  { asEvidence = false }: ImportOptions,
  signal: AbortSignal,
  report: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportResult> {
  const { project, lock, archiver } = services;
  const identity = project.identity();
  if (identity === null) throw new HoldfastError('sign-in-required', 'Sign in to add an archive.');
  const by = { id: identity.userId, email: identity.email };
  const source = await openForeignArchive(archiver, file, signal);
  const add = async (lost: AbortSignal): Promise<ImportResult> => {
    const both = AbortSignal.any([signal, lost]);
    const place = await findPlace(services, source);
    const run: ImportRun = { services, source, by, asEvidence, signal: both, report };
    // So that nobody takes the unfinished copy for a leftover.
    return await lock.run(runLock(place.id), () => addArchive(run, place), { signal: both });
  };
  return await holdLock(services, jobLock(project.id), add, { signal });
}

/**
 * The backup keeps its id, so that the same archive is never here twice. An archive whose backup another project of this browser has gets
 * an id of its own, since archives are stored by id.
 */
async function findPlace({ backups, project, host }: Services, source: ForeignArchive): Promise<ImportPlace> {
  const { manifest, manifestSha256 } = source;
  const existing = await backups.get(manifest.backup_id);
  if (existing === null || existing.projectId === project.id) return { id: manifest.backup_id, existing };
  const records = await backups.list(project.id);
  const twin = records.find(({ archive }) => archive?.manifestSha256 === manifestSha256) ?? null;
  return { id: twin?.id ?? host.newId(), existing: twin };
}

async function addArchive(run: ImportRun, { id, existing }: ImportPlace): Promise<ImportResult> {
  const { services, source, signal } = run;
  if (existing !== null) {
    refuseOther(source, existing);
    if (await isHere(services, existing)) return { outcome: 'known', record: existing };
  }
  const claimed = existing?.removed == null;
  if (claimed && (await services.store.open(id)) !== null) {
    // What is here is given up only for something better: its good tables may be all that is left.
    const found = await examine(run, source.blob);
    if (found.faults.length > 0) {
      const known = existing !== null && existing.archive !== null;
      return known && run.asEvidence ? { outcome: 'known', record: existing } : await refuseDamaged(run, found);
    }
  }
  await demandRoomFor(services, source.blob.size, source.name);
  signal.throwIfAborted();
  await giveUpBytes(services, id);
  await services.store.delete(id); // what a closed tab left, or bytes that are not good
  const sink = await services.store.create(id);
  try {
    await copy(run, sink);
    const found = await examine(run, await sink.seal());
    signal.throwIfAborted();
    if (found.faults.length > 0 && !run.asEvidence) {
      await sink.abort();
      return await refuseDamaged(run, found);
    }
    return await publishImport(run, { id, existing }, sink, found);
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** @throws HoldfastError `archive-damaged` for an archive that claims to be a backup that is known to be another. */
function refuseOther({ name, manifest, manifestSha256 }: ForeignArchive, record: BackupRecord): void {
  if (record.archive === null) return;
  const known = record.archive.manifestSha256;
  if (known === null ? whyNotOfRecord(manifest, record) === null : known === manifestSha256) return;
  throw new HoldfastError(
    'archive-damaged',
    `${name} cannot be added: it says that it is ${record.filename}, but its ${manifestPath} was changed since that was made.`,
    { hint: 'Nothing was stored. Use another copy of this backup.' },
  );
}

async function isHere({ store }: Services, { id, archive, removed }: BackupRecord): Promise<boolean> {
  if (archive?.bytes !== 'present' || removed !== null) return false;
  return (await store.open(id))?.size === archive.sizeBytes;
}

/** Before bytes go that a record claims, it says so: a tab that is closed in between leaves nothing untrue. */
async function giveUpBytes({ backups }: Services, id: string): Promise<void> {
  await backups.update(id, withoutBytes);
}

/** Bytes that are copied at once. */
const sliceBytes = 4 * 1024 * 1024;

async function copy({ source: { blob }, signal, report }: ImportRun, sink: ArchiveSink): Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();
  for (let at = 0; at < blob.size; at += sliceBytes) {
    const bytes = await readSlice(blob, at);
    await writing; // the slice before is written while this one is read
    signal.throwIfAborted();
    writing = sink.append(bytes);
    report({ phase: 'copying', share: at / blob.size });
  }
  await writing;
}

async function readSlice(blob: Blob, at: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.slice(at, at + sliceBytes).arrayBuffer());
  } catch (cause) {
    throw new HoldfastError('storage-failed', 'The file could not be read to its end.', {
      hint: 'It may have been moved or changed since it was chosen. Choose it again.',
      cause,
    });
  }
}

/** @throws HoldfastError `archive-damaged` when nothing in it can be trusted. */
async function examine({ services, source, signal, report }: ImportRun, archive: Blob): Promise<Examination> {
  const { manifestSha256 } = source;
  const found = await examineArchive(services.archiver, archive, signal, {
    manifestSha256,
    report: (share) => report({ phase: 'verifying', share }),
  });
  const whole = found.faults.find(({ path, table }) => table === null && (path === null || path === manifestPath));
  if (whole !== undefined) throw archiveDamaged(describeFault(whole));
  return found;
}

async function refuseDamaged({ services, source }: ImportRun, found: Examination): Promise<DamagedImport> {
  const { manifest, name } = source;
  const { faults, goodTables, badTables } = found;
  const createdAt = new Date(manifest.created_at).toISOString();
  const filename = archiveFilename(manifest.type, createdAt);
  const [first] = faults;
  const why = first === undefined ? '' : ` ${describeFault(first)}.`;
  await recordAct(services, 'import', null, 'refused', `Did not add ${name}, which is damaged:${why}`);
  return { outcome: 'damaged', filename, createdAt, faults, goodTables, badTables };
}
