import { checkEntryBounds } from '../../core/archiveBounds.ts';
import { archiveDamaged } from '../../core/archiveDamage.ts';
import { entryData } from '../../core/cutEntry.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import { crc32 } from './crc32.ts';
import { inflateByJSZip } from './inflateByJSZip.ts';
import { canInflate, inflateByPlatform } from './inflateByPlatform.ts';

const storedMethod = 0;

/**
 * Reads the bytes that an entry takes in its archive: headers and data.
 * @throws HoldfastError `archive-damaged` when it claims to be larger than any file is read; `storage-failed` when the file is gone or the
 *   disk does not give it, which says nothing about what is in it.
 */
export async function readSpan(archive: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  checkEntryBounds(entry);
  try {
    return new Uint8Array(await archive.slice(entry.offset, entry.offset + entry.spanBytes).arrayBuffer());
  } catch (cause) {
    throw new HoldfastError('storage-failed', 'The browser could not read the file of the archive.', {
      hint: 'Try again. If it happens again, another program may hold the file, or the disk may be failing.',
      retryable: true,
      cause,
    });
  }
}

async function contentOf(
  span: Uint8Array<ArrayBuffer>,
  entry: ZipEntry,
  room: Uint8Array<ArrayBuffer> | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = entryData(span, entry);
  if (entry.method === storedMethod) return data.slice();
  return canInflate ? inflateByPlatform(data, entry, room) : inflateByJSZip(span, entry, room);
}

/**
 * Inflates one entry out of its span and checks its local header, size and CRC-32.
 * @param room bytes to inflate into where they are enough; the content may then be a view of them.
 * @throws HoldfastError `archive-damaged` naming the entry and the fault; `interrupted` when memory is short.
 */
export async function inflateSpan(
  span: Uint8Array<ArrayBuffer>,
  entry: ZipEntry,
  room?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const content = await contentOf(span, entry, room);
    if (crc32(content) !== entry.crc32) throw archiveDamaged(`${entry.path} does not match its checksum`);
    return content;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The bounds allow its size, this machine does not: that says nothing about the archive.
    throw new HoldfastError('interrupted', `${entry.path} needs more memory than the browser has.`, {
      hint: 'Close other tabs and programs, then try again.',
      cause: error,
    });
  }
}

/** Reads, inflates and checks one entry. @throws HoldfastError as `readSpan` and `inflateSpan`. */
export async function inflateEntry(archive: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  return inflateSpan(await readSpan(archive, entry), entry);
}
