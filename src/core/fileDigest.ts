import { createSHA256 } from 'hash-wasm';
import type { ZipEntry } from './zipDirectory.ts';

/** Where the directory of an archive begins: behind all of its entries. */
export function directoryOffsetOf(entries: readonly ZipEntry[]): number {
  return entries.reduce((end, { offset, spanBytes }) => Math.max(end, offset + spanBytes), 0);
}

/**
 * A digest that no change of any bit of an archive leaves as it is, also one that changes nothing that is read: a time, an unused bit of
 * compressed data. It is made of the CRC-32 of each entry's bytes and of the directory, so that the file need not be read once more.
 * Says nothing about malice: that is what the SHA-256 digests of the contents are for.
 * @param storedCrc32 of each entry, by path.
 * @param directory all bytes from `directoryOffsetOf` to the end of the file.
 * @returns lower-case hex; null when the checksum of an entry is not known.
 */
export async function fileDigest(
  entries: readonly ZipEntry[],
  storedCrc32: ReadonlyMap<string, number>,
  directory: Uint8Array,
): Promise<string | null> {
  const sums = new Uint32Array(entries.length);
  for (const [index, { path }] of entries.toSorted((a, b) => a.offset - b.offset).entries()) {
    const sum = storedCrc32.get(path);
    if (sum === undefined) return null;
    sums[index] = sum;
  }
  const hasher = await createSHA256();
  // Little-endian on every machine that runs a browser.
  return hasher.update(new Uint8Array(sums.buffer)).update(directory).digest('hex');
}
