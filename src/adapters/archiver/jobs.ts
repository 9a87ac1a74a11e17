import JSZip from 'jszip';
import { cutOneEntry } from '../../core/cutEntry.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { countRows } from '../../core/rowScanner.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import type { PartDigest } from '../../ports/Archiver.ts';
import { inflateEntry } from './inflateEntry.ts';
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

export interface CheckedEntry extends PartDigest {
  /** Rows of the JSON array that the file is; null when it is none. */
  rows: number | null;
}

// The DOS date of a ZIP entry counts years from 1980 in seven bits (APPNOTE.TXT 4.4.6).
const earliest = Date.UTC(1980, 0, 1);
const latest = Date.UTC(2107, 11, 31);

/** Hashes a file and deflates it into the two records that an archive is joined from. JSZip writes its date in UTC. */
export async function deflateEntry(job: DeflateJob): Promise<DeflatedEntry> {
  const sha256 = await sha256Of(job.bytes);
  const bytes = job.bytes.length;
  const zip = new JSZip();
  zip.file(job.path, job.bytes, {
    createFolders: false,
    date: new Date(Math.min(Math.max(job.modified, earliest), latest)),
  });
  const archive = await zip.generateAsync({
    type: 'uint8array',
    compression: 'DEFLATE',
    compressionOptions: { level: job.level },
  });
  // JSZip makes this array itself, on a buffer of its own.
  return { ...cutOneEntry(archive as Uint8Array<ArrayBuffer>), sha256, bytes };
}

function rowsOf(bytes: Uint8Array): number | null {
  try {
    return countRows(bytes);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'bad-answer') return null;
    throw error;
  }
}

/** Inflates, checks, hashes and counts one file. @throws HoldfastError `archive-damaged`. */
export async function checkEntry({ archive, entry }: ReadJob): Promise<CheckedEntry> {
  const content = await inflateEntry(archive, entry);
  return { bytes: content.length, sha256: await sha256Of(content), rows: rowsOf(content) };
}

/** Inflates and checks one file. @throws HoldfastError `archive-damaged`. */
export async function extractEntry({ archive, entry }: ReadJob): Promise<Uint8Array<ArrayBuffer>> {
  return inflateEntry(archive, entry);
}
