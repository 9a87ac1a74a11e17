import JSZip from 'jszip';
import { archiveDamaged } from '../../core/archiveDamage.ts';
import { oneEntryArchive } from '../../core/cutEntry.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import { InflatedBytes } from './InflatedBytes.ts';

// JSZip documents this method (its types leave it out): a stream of chunks that can be paused.
declare module 'jszip' {
  interface JSZipObject {
    internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array>;
  }
}

/**
 * Inflates one entry where the platform cannot. The CRC is not taken by JSZip's `checkCRC32`: that inflates everything once more, and
 * without a bound.
 * @param span the bytes of the archive from the entry's local header to what follows it.
 * @param room bytes to inflate into where they are enough.
 * @throws HoldfastError `archive-damaged`.
 */
export async function inflateByJSZip(
  span: Uint8Array<ArrayBuffer>,
  entry: ZipEntry,
  room?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = await JSZip.loadAsync(oneEntryArchive(span, entry), { createFolders: false });
  const [file] = Object.values(zip.files);
  if (file === undefined) throw archiveDamaged(`${entry.path} cannot be found in it`);
  const content = new InflatedBytes(entry, room);
  await new Promise<void>((resolve, reject) => {
    const stream = file.internalStream('uint8array');
    stream.on('data', (chunk) => {
      try {
        content.add(chunk);
      } catch (error) {
        // JSZip inflates 16 KiB of input at a time: this stops it before the next, so a bomb wastes some 17 MB of work and no memory.
        stream.pause();
        reject(error);
      }
    });
    stream.on('error', (cause) => reject(archiveDamaged(`${entry.path} cannot be decompressed`, cause)));
    stream.on('end', () => resolve());
    stream.resume();
  });
  return content.finish();
}
