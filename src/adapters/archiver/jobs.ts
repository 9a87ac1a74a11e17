import JSZip from 'jszip';
import { type CutEntry, cutOneEntry, declareDeflated } from '../../core/cutEntry.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { countOverrides } from '../../core/overrides.ts';
import { countRows } from '../../core/rowScanner.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import type { CheckedFile, PartDigest } from '../../ports/Archiver.ts';
import { crc32 } from './crc32.ts';
import { canDeflate, deflate, platformLevel } from './deflate.ts';
import { inflateEntry, inflateSpan, readSpan } from './inflateEntry.ts';
import { releaseBytes } from './releaseBytes.ts';
import { sha256Of } from './sha256.ts';

/** A file to be compressed; `modified` in ms since the epoch, level 1 to 9. */
export interface DeflateJob {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  level: number;
  modified: number;
}

/** A compressed file: its local record for the archive, its directory record for later, and the digest of its content. */
export interface DeflatedEntry extends PartDigest {
  local: Uint8Array<ArrayBuffer>;
  record: Uint8Array<ArrayBuffer>;
}

/** A file of an archive that is to be read. */
export interface ReadJob {
  archive: Blob;
  entry: ZipEntry;
}

/** A file of an archive that is to be checked. */
export interface CheckJob extends ReadJob {
  /**
   * Given where its content is wanted too, to be hashed together with that of others: bytes to inflate into, which may be too few or none.
   * Parts go through several threads, and their buffers back: else each thread would wait for its garbage collection with many of them.
   */
  keepIn?: Uint8Array<ArrayBuffer>;
  /** Of a file of overrides: the parts that it may speak of, with their rows. */
  rowsOfParts?: ReadonlyMap<string, number>;
}

export interface CheckedEntry extends CheckedFile {
  /** Null unless it was wanted. */
  content: Uint8Array<ArrayBuffer> | null;
}

// The DOS date of a ZIP entry counts years from 1980 in seven bits (APPNOTE.TXT 4.4.6).
const earliest = Date.UTC(1980, 0, 1);
const latest = Date.UTC(2107, 11, 31);

/**
 * Hashes a file and deflates it into the two records that an archive is joined from. JSZip writes the records, with its date
 * in UTC; at the platform's own level the bytes are deflated by the platform, which is twice as fast.
 */
export async function deflateEntry(job: DeflateJob): Promise<DeflatedEntry> {
  const native = job.level === platformLevel && canDeflate && job.bytes.length > 0;
  const [sha256, entry] = await Promise.all([
    sha256Of(job.bytes),
    native ? deflateByPlatform(job) : deflateByJSZip(job),
  ]);
  return { ...entry, sha256, bytes: job.bytes.length };
}

async function deflateByJSZip(job: DeflateJob): Promise<CutEntry> {
  return cutOneEntry(await zipOne(job, job.bytes));
}

async function deflateByPlatform(job: DeflateJob): Promise<CutEntry> {
  const { data, crc32 } = await deflate(job.bytes);
  return declareDeflated(cutOneEntry(await zipOne({ ...job, level: 0 }, data)), { crc32, bytes: job.bytes.length });
}

/** An archive of one entry with this content; level 0 stores it as it is. */
async function zipOne(
  { path, modified, level }: Omit<DeflateJob, 'bytes'>,
  content: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const date = new Date(Math.min(Math.max(modified, earliest), latest));
  zip.file(path, content, { createFolders: false, date });
  const archive = await zip.generateAsync({
    type: 'uint8array',
    compression: level === 0 ? 'STORE' : 'DEFLATE',
    compressionOptions: { level },
  });
  return archive as Uint8Array<ArrayBuffer>; // JSZip makes this array itself, on a buffer of its own
}

function rowsOf(bytes: Uint8Array): number | null {
  try {
    return countRows(bytes);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'bad-answer') return null;
    throw error;
  }
}

/**
 * Inflates, checks, hashes and counts one file; of overrides also whether they speak of rows that exist.
 * @throws HoldfastError as `inflateEntry`.
 */
export async function checkEntry({ archive, entry, keepIn, rowsOfParts }: CheckJob): Promise<CheckedEntry> {
  const span = await readSpan(archive, entry);
  const storedCrc32 = crc32(span);
  const content = await inflateSpan(span, entry, keepIn);
  const checked = {
    bytes: content.length,
    sha256: await sha256Of(content),
    rows: rowsOf(content),
    storedCrc32,
    overrides: rowsOfParts === undefined ? null : countOverrides(content, entry.path, rowsOfParts),
  };
  if (keepIn !== undefined) return { ...checked, content };
  releaseBytes(content);
  return { ...checked, content: null };
}

/** Inflates and checks one file. @throws HoldfastError `archive-damaged`. */
export async function extractEntry({ archive, entry }: ReadJob): Promise<Uint8Array<ArrayBuffer>> {
  return inflateEntry(archive, entry);
}
