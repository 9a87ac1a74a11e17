import { archiveDamaged } from '../core/archiveDamage.ts';
import { type Manifest, parseManifest, whyInconsistent } from '../core/manifest.ts';
import { Semaphore } from '../core/semaphore.ts';
import { loadDirectory, type ZipEntry } from '../core/zipDirectory.ts';
import type { Archiver } from '../ports/Archiver.ts';

export const overridesFolder = 'overrides/';
export const manifestPath = 'manifest.json';
/** Largest manifest that is read, bytes: some 200,000 parts. */
const manifestLimitBytes = 64 * 1024 * 1024;
/** Entries that are checked at once; the archiver's workers take them one by one. */
const checksAtOnce = 4;

export interface VerifiedArchive {
  manifest: Manifest;
  /** Parts whose digests matched: all of them. */
  parts: number;
  manifestSha256: string;
}

interface Expected {
  bytes: number;
  sha256: string;
  /** Null for files that are not parts. */
  rows: number | null;
}

/**
 * Reads a stored archive again, an entry at a time: its directory, its manifest, and of every file name, size, CRC-32,
 * SHA-256 and number of rows.
 * @throws HoldfastError `archive-damaged` naming what is wrong; AbortError.
 */
export async function verifyArchive(
  archiver: Archiver,
  archive: Blob,
  signal: AbortSignal,
  onChecked: (share: number) => void = () => undefined,
): Promise<VerifiedArchive> {
  const entries = await readEntries(archive);
  const { manifest, sha256: manifestSha256 } = await readManifest(archiver, archive, entries, signal);
  const inconsistent = whyInconsistent(manifest);
  if (inconsistent !== null) throw archiveDamaged(inconsistent);
  const expected = expectedFiles(manifest);
  compareNames(entries, expected);
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const places = new Semaphore(checksAtOnce);
  let checked = 0;
  let overrides = 0;
  const check = async (entry: ZipEntry): Promise<void> => {
    const wanted = expected.get(entry.path);
    if (wanted === undefined) return;
    await places.run(async () => {
      both.throwIfAborted();
      const found = await archiver.check(archive, entry, both);
      compareFile(entry.path, wanted, found);
      if (entry.path.startsWith(overridesFolder)) overrides += found.rows ?? 0;
    });
    checked += 1;
    onChecked(checked / expected.size);
  };
  try {
    await Promise.all(entries.map(check));
  } catch (error) {
    failed.abort();
    throw error;
  }
  const claimed = manifest.tables.reduce((sum, table) => sum + table.overrides, 0);
  if (claimed !== overrides) throw archiveDamaged(`it holds ${overrides} overrides, but claims ${claimed}`);
  return { manifest, parts: manifest.tables.reduce((sum, table) => sum + table.parts.length, 0), manifestSha256 };
}

/** The directory of a stored archive. @throws HoldfastError `archive-damaged`. */
export function readEntries(archive: Blob): Promise<ZipEntry[]> {
  return loadDirectory(archive.size, async (offset) => new Uint8Array(await archive.slice(offset).arrayBuffer()));
}

/** The manifest of an archive and its digest. @throws HoldfastError `archive-damaged`; AbortError. */
export async function readManifest(
  archiver: Archiver,
  archive: Blob,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<{ manifest: Manifest; sha256: string }> {
  const entry = entries.find(({ path }) => path === manifestPath);
  if (entry === undefined) throw archiveDamaged('it has no manifest.json');
  if (entry.bytes > manifestLimitBytes) throw archiveDamaged('its manifest.json is too large to be one');
  const [bytes, { sha256 }] = await Promise.all([
    archiver.extract(archive, entry, signal),
    archiver.check(archive, entry, signal),
  ]);
  return { manifest: parseManifest(bytes), sha256 };
}

function expectedFiles(manifest: Manifest): Map<string, Expected> {
  const expected = new Map<string, Expected>();
  const add = (path: string, file: Expected) => {
    if (expected.has(path) || path === manifestPath) throw archiveDamaged(`its manifest names ${path} twice`);
    expected.set(path, file);
  };
  for (const table of manifest.tables) for (const { path, ...part } of table.parts) add(path, part);
  for (const { path, bytes, sha256 } of manifest.files) add(path, { bytes, sha256, rows: null });
  return expected;
}

function compareNames(entries: readonly ZipEntry[], expected: ReadonlyMap<string, Expected>): void {
  const present = new Set(entries.map(({ path }) => path));
  for (const path of expected.keys()) if (!present.has(path)) throw archiveDamaged(`${path} is missing`);
  for (const path of present)
    if (path !== manifestPath && !expected.has(path)) throw archiveDamaged(`${path} is not in its manifest`);
}

function compareFile(
  path: string,
  wanted: Expected,
  found: { bytes: number; sha256: string; rows: number | null },
): void {
  if (found.bytes !== wanted.bytes) throw archiveDamaged(`${path} has ${found.bytes} bytes instead of ${wanted.bytes}`);
  if (found.sha256 !== wanted.sha256) throw archiveDamaged(`the SHA-256 digest of ${path} does not match`);
  if (wanted.rows !== null && found.rows !== wanted.rows)
    throw archiveDamaged(`${path} has ${found.rows} rows instead of ${wanted.rows}`);
}
