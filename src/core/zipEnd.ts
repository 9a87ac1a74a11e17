import { archiveDamaged } from './archiveDamage.ts';

/** Size of the end record without a comment, in bytes. */
export const zipEndBytes = 22;

/** The first byte past the largest archive, and the first number of entries, that need zip64 (APPNOTE.TXT 4.4.1.4). */
export const zipByteLimit = 0xffff_ffff;
export const zipEntryLimit = 0xffff;

const signature = 0x0605_4b50;

/** What the last record of a ZIP file says of its directory; offset and size in bytes. */
export interface ZipEnd {
  entries: number;
  directoryOffset: number;
  directoryBytes: number;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The end record (APPNOTE.TXT 4.3.16): one disk, no comment. */
export function writeZipEnd(end: ZipEnd): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(zipEndBytes);
  const view = viewOf(bytes);
  view.setUint32(0, signature, true);
  view.setUint16(8, end.entries, true);
  view.setUint16(10, end.entries, true);
  view.setUint32(12, end.directoryBytes, true);
  view.setUint32(16, end.directoryOffset, true);
  return bytes;
}

/**
 * Reads the end record that closes an archive of `archiveBytes` bytes.
 * @param tail the last bytes of the archive, at least 22 of them.
 * @throws HoldfastError `archive-damaged` when the file does not end with exactly such a record: cut short, with bytes or a comment
 *   after it (where a second directory could hide), of several disks, or zip64.
 */
export function readZipEnd(tail: Uint8Array, archiveBytes: number): ZipEnd {
  if (tail.length < zipEndBytes) throw archiveDamaged('the file is too short to be a ZIP archive');
  const view = viewOf(tail.subarray(tail.length - zipEndBytes));
  if (view.getUint32(0, true) !== signature || view.getUint16(20, true) !== 0) {
    throw archiveDamaged(
      'the file does not end with the end of a ZIP archive; it may be cut short or have bytes behind it',
    );
  }
  const entries = view.getUint16(10, true);
  const directoryBytes = view.getUint32(12, true);
  const directoryOffset = view.getUint32(16, true);
  if (view.getUint16(4, true) !== 0 || view.getUint16(6, true) !== 0 || view.getUint16(8, true) !== entries) {
    throw archiveDamaged('it says that it spans several disks');
  }
  if (entries === zipEntryLimit || directoryBytes === zipByteLimit || directoryOffset === zipByteLimit) {
    throw archiveDamaged('it is a zip64 archive, which Holdfast never writes');
  }
  if (directoryOffset + directoryBytes + zipEndBytes !== archiveBytes) {
    throw archiveDamaged('its directory does not end where the file ends');
  }
  return { entries, directoryOffset, directoryBytes };
}
