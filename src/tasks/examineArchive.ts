import { manifestPath, sortTables } from '../core/archiveFaults.ts';
import type { ArchiveFault } from '../core/backup.ts';
import { type ExpectedFiles, expectFiles } from '../core/expectedFiles.ts';
import { directoryOffsetOf, fileDigest } from '../core/fileDigest.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { findInconsistencies, type Manifest, parseManifest } from '../core/manifest.ts';
import { formatTable } from '../core/tableName.ts';
import type { ZipEntry } from '../core/zipDirectory.ts';
import type { Archiver } from '../ports/Archiver.ts';
import { readEntries, readFrom, readManifestBytes } from './archiveFiles.ts';
import { FileChecks } from './checkFiles.ts';
import { unlessDamaged } from './unlessDamaged.ts';

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
  /** See `core/fileDigest`; null when there are faults. */
  fileDigest: string | null;
}

export interface ExamineOptions {
  /** What the manifest's digest was when the archive was known to be good; null when nobody knows. */
  manifestSha256?: string | null;
  /** Gets the share of bytes that were checked, 0 to 1. */
  report?: (share: number) => void;
  /** Gets each fault at once. What it throws ends the examination. */
  onFault?: (fault: ArchiveFault) => void;
}

/**
 * Examines an archive without stopping at the first fault: directory, manifest, names, and of every file size, checksums, digest and rows.
 * @throws HoldfastError `archive-newer` when a newer version wrote it; whatever keeps it from being read and says nothing about it, such
 *   as `storage-failed`; AbortError.
 */
export async function examineArchive(
  archiver: Archiver,
  archive: Blob,
  signal: AbortSignal,
  options: ExamineOptions = {},
): Promise<Examination> {
  const faults: ArchiveFault[] = [];
  const find = (fault: ArchiveFault) => {
    faults.push(fault);
    options.onFault?.(fault);
  };
  const whole = (what: string) => find({ path: null, table: null, what });
  const nothing = { manifest: null, manifestSha256: null, goodTables: [], badTables: [], partsVerified: 0 };

  const entries = await unlessDamaged(readEntries(archive), whole);
  if (entries === null) return { ...nothing, faults, fileDigest: null };
  const read = await readManifestOf(archiver, archive, entries, signal, options.manifestSha256 ?? null, find);
  if (read.manifest === null) return { ...nothing, manifestSha256: read.sha256, faults, fileDigest: null };
  const expected = expectFiles(read.manifest);
  for (const what of [...findInconsistencies(read.manifest), ...expected.impossible])
    find({ path: manifestPath, table: null, what });
  compareNames(entries, expected, find);

  const checks = new FileChecks(expected, find, options.report ?? (() => undefined));
  const sums = await checks.run(archiver, archive, entries, signal);
  sums.set(manifestPath, read.storedCrc32);
  const tables = read.manifest.tables.filter(({ parts }) => parts.length > 0).map(formatTable);
  const { good, bad } = sortTables(faults, tables);
  const order = [null, manifestPath, ...expected.files.keys()];
  const places = new Map(order.map((path, place) => [path, place]));
  const placeOf = ({ path }: ArchiveFault) => places.get(path) ?? order.length;
  return {
    manifest: read.manifest,
    manifestSha256: read.sha256,
    faults: faults.sort((a, b) => placeOf(a) - placeOf(b)),
    goodTables: good,
    badTables: bad,
    partsVerified: checks.parts,
    fileDigest:
      faults.length > 0 ? null : await fileDigest(entries, sums, await readFrom(archive, directoryOffsetOf(entries))),
  };
}

async function readManifestOf(
  archiver: Archiver,
  archive: Blob,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
  known: string | null,
  find: (fault: ArchiveFault) => void,
): Promise<{ manifest: Manifest; sha256: string; storedCrc32: number } | { manifest: null; sha256: string | null }> {
  const tell = (what: string) => find({ path: manifestPath, table: null, what });
  const bytes = await unlessDamaged(readManifestBytes(archiver, archive, entries, signal), tell);
  if (bytes === null) return { manifest: null, sha256: null };
  const { sha256, storedCrc32 } = bytes;
  const changed = known !== null && sha256 !== known;
  if (changed) tell('it is not the one that was verified before');
  const parse = async () => parseManifest(bytes.bytes);
  const manifest = await unlessDamaged(parse(), tell).catch((error: unknown) => {
    // One that was changed and now says that it is newer is no newer one.
    if (changed && error instanceof HoldfastError && error.code === 'archive-newer') return null;
    throw error;
  });
  return manifest === null ? { manifest, sha256 } : { manifest, sha256, storedCrc32 };
}

function compareNames(
  entries: readonly ZipEntry[],
  expected: ExpectedFiles,
  find: (fault: ArchiveFault) => void,
): void {
  const present = new Set(entries.map(({ path }) => path));
  for (const { path, table } of expected.files.values())
    if (!present.has(path)) find({ path, table: table === null ? null : formatTable(table), what: 'it is missing' });
  for (const path of present)
    if (path !== manifestPath && !expected.files.has(path))
      find({ path, table: expected.tableOf(path), what: 'it is not in the manifest' });
}
