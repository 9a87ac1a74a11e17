import JSZip from 'jszip';
import { archiveDamaged } from '../../core/archiveDamage.ts';
import { oneEntryArchive } from '../../core/cutEntry.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import { crc32 } from './crc32.ts';

// JSZip documents this method (its types leave it out): a stream of chunks that can be paused.
declare module 'jszip' {
  interface JSZipObject {
    internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array>;
  }
}

/** The content of a one-entry archive; never keeps more bytes than the entry declares. */
async function inflate(archive: Uint8Array, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const zip = await JSZip.loadAsync(archive, { createFolders: false });
  const [file] = Object.values(zip.files);
  if (file === undefined) throw archiveDamaged(`${entry.path} cannot be found in it`);
  const content = new Uint8Array(entry.bytes);
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const stream = file.internalStream('uint8array');
    stream.on('data', (chunk) => {
      if (length + chunk.length <= content.length) {
        content.set(chunk, length);
        length += chunk.length;
        return;
      }
      // JSZip inflates 16 KiB of input at a time: this stops it before the next, so a bomb wastes some 17 MB of work and no memory.
      stream.pause();
      reject(archiveDamaged(`${entry.path} is larger than it declares`));
    });
    stream.on('error', (cause) => reject(archiveDamaged(`${entry.path} cannot be decompressed`, cause)));
    stream.on('end', () => resolve());
    stream.resume();
  });
  if (length !== content.length) throw archiveDamaged(`${entry.path} is smaller than it declares`);
  return content;
}

/**
 * Inflates one entry and checks its local header, size and CRC-32.
 * The CRC is taken here, not by JSZip's `checkCRC32`: that inflates everything once more, and without a bound.
 * @throws HoldfastError `archive-damaged` naming the entry and the fault.
 */
export async function inflateEntry(archive: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const span = new Uint8Array(await archive.slice(entry.offset, entry.offset + entry.spanBytes).arrayBuffer());
  const alone = oneEntryArchive(span, entry);
  try {
    const content = await inflate(alone, entry);
    if (crc32(content) !== entry.crc32)
      throw archiveDamaged(`the checksum of ${entry.path} does not match its content`);
    return content;
  } catch (error) {
    // A size that no memory can hold: the directory allowed it, the machine does not.
    if (error instanceof RangeError) throw archiveDamaged(`${entry.path} declares more bytes than can be read`, error);
    throw error;
  }
}
