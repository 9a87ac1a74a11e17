import { checkBounds } from '../core/archiveBounds.ts';
import { archiveDamaged } from '../core/archiveDamage.ts';
import { manifestPath } from '../core/archiveFaults.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import { type Manifest, parseManifest } from '../core/manifest.ts';
import { loadDirectory, type ZipEntry } from '../core/zipDirectory.ts';
import type { Archiver } from '../ports/Archiver.ts';

/** Largest manifest that is read, bytes: some 200,000 parts. */
const manifestLimitBytes = 64 * 1024 * 1024;

/**
 * The end of a file from an offset on.
 * @throws HoldfastError `storage-failed` when the file is gone or the disk does not give it.
 */
export async function readFrom(file: Blob, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(offset).arrayBuffer());
  } catch (cause) {
    throw new HoldfastError('storage-failed', 'The browser could not read the file of the archive.', {
      hint: 'Try again. If it happens again, the file may be gone, or the disk may be failing.',
      retryable: true,
      cause,
    });
  }
}

/**
 * The directory of an archive, which is no bomb by what it declares.
 * @throws HoldfastError `archive-damaged`, `storage-failed`.
 */
export async function readEntries(archive: Blob): Promise<ZipEntry[]> {
  const entries = await loadDirectory(archive.size, (offset) => readFrom(archive, offset));
  checkBounds(entries);
  return entries;
}

/** What was read of manifest.json. */
interface ReadManifest {
  manifest: Manifest;
  /** Of its bytes; lower-case hex. */
  sha256: string;
}

/** The manifest of an archive and its digest. @throws as `readManifestBytes` and `parseManifest`. */
export async function readManifest(
  archiver: Archiver,
  archive: Blob,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<ReadManifest> {
  const { bytes, sha256 } = await readManifestBytes(archiver, archive, entries, signal);
  return { manifest: parseManifest(bytes), sha256 };
}

/**
 * The bytes of manifest.json, their digest, and the CRC-32 of what they take in the archive.
 * @throws HoldfastError `archive-damaged`, `storage-failed`; AbortError.
 */
export async function readManifestBytes(
  archiver: Archiver,
  archive: Blob,
  entries: readonly ZipEntry[],
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; sha256: string; storedCrc32: number }> {
  const entry = entries.find(({ path }) => path === manifestPath);
  if (entry === undefined) throw archiveDamaged('it has no manifest.json');
  if (entry.bytes > manifestLimitBytes) throw archiveDamaged('its manifest.json is too large to be one');
  const [bytes, { sha256, storedCrc32 }] = await Promise.all([
    archiver.extract(archive, entry, signal),
    archiver.check(archive, entry, signal),
  ]);
  return { bytes, sha256, storedCrc32 };
}
