import { archiveDamaged } from './archiveDamage.ts';
import { buildDirectory, hasDescriptor, type ZipEntry } from './zipDirectory.ts';
import { readZipEnd, viewOf, zipEndBytes } from './zipEnd.ts';
import {
  descriptorFlag,
  directoryRecordBytes,
  directorySignature,
  localHeaderBytes,
  localSignature,
  readDirectoryRecord,
} from './zipRecord.ts';

/** The two halves of a one-entry archive. `local` (header and data) is a view of the archive; `record` is a copy. */
export interface CutEntry {
  local: Uint8Array<ArrayBuffer>;
  record: Uint8Array<ArrayBuffer>;
}

/**
 * Cuts an archive of exactly one entry, as JSZip writes it, into the parts that a larger archive is joined from.
 * @throws HoldfastError `archive-damaged` when it holds anything else.
 */
export function cutOneEntry(zip: Uint8Array<ArrayBuffer>): CutEntry {
  const end = readZipEnd(zip.subarray(Math.max(0, zip.length - zipEndBytes)), zip.length);
  if (end.entries !== 1) throw archiveDamaged(`${end.entries} files stand where one is wanted`);
  const record = zip.slice(end.directoryOffset, end.directoryOffset + end.directoryBytes);
  const { offset, recordBytes } = readDirectoryRecord(record, 0);
  if (offset !== 0 || recordBytes !== record.length) throw archiveDamaged('more stands in it than one file');
  return { local: zip.subarray(0, end.directoryOffset), record };
}

/** What an archive says of a deflated entry: version 2.0 is the first that knows the method (APPNOTE.TXT 4.4.3, 4.4.5). */
const deflateVersion = 20;
const deflateMethod = 8;

/**
 * Turns the records of an entry that was stored as it is into those of a deflated one, for data that was deflated beforehand.
 * Changes them in place and returns them.
 * @param content CRC-32 and size of what the data inflates to, in bytes.
 */
export function declareDeflated(entry: CutEntry, content: { crc32: number; bytes: number }): CutEntry {
  const declare = (record: Uint8Array, versionAt: number) => {
    const view = viewOf(record);
    view.setUint16(versionAt, deflateVersion, true);
    view.setUint16(versionAt + 4, deflateMethod, true);
    view.setUint32(versionAt + 10, content.crc32, true);
    view.setUint32(versionAt + 18, content.bytes, true);
  };
  declare(entry.local, 4);
  declare(entry.record, 6);
  return entry;
}

/** Checks the 12 or 16 bytes that may follow the data (APPNOTE.TXT 4.3.9). */
function checkDescriptor(rest: Uint8Array, entry: ZipEntry): void {
  const view = viewOf(rest);
  const signed = rest.length === 16 && view.getUint32(0, true) === 0x0807_4b50;
  const at = signed ? 4 : 0;
  const agrees =
    (signed || rest.length === 12) &&
    view.getUint32(at, true) === entry.crc32 &&
    view.getUint32(at + 4, true) === entry.compressedBytes &&
    view.getUint32(at + 8, true) === entry.bytes;
  if (!agrees) throw archiveDamaged(`the sizes behind ${entry.path} are not those of the directory`);
}

/**
 * The data of an entry as it lies in the archive, a view, after its local header was compared with the directory.
 * @param span the bytes of the archive from `entry.offset` to `entry.offset + entry.spanBytes`.
 * @throws HoldfastError `archive-damaged` when the local header differs from the directory in version, name, flags, method, time, checksum
 *   or size, or when anything but a matching data descriptor follows the data.
 */
export function entryData(span: Uint8Array<ArrayBuffer>, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(entry.path);
  const differs = (what: string) =>
    archiveDamaged(`${entry.path} has another ${what} in its header than in the directory`);
  if (span.length !== entry.spanBytes) throw archiveDamaged(`${entry.path} is cut short`);
  const view = viewOf(span);
  if (view.getUint32(0, true) !== localSignature)
    throw archiveDamaged(`${entry.path} does not begin where the directory says`);
  const nameEnd = localHeaderBytes + view.getUint16(26, true);
  const dataStart = nameEnd + view.getUint16(28, true);
  const localName = span.subarray(localHeaderBytes, nameEnd);
  if (localName.length !== name.length || localName.some((byte, i) => byte !== name[i])) throw differs('name');
  if (view.getUint16(4, true) !== entry.version) throw differs('version');
  if (view.getUint16(6, true) !== entry.flags) throw differs('set of flags');
  if (view.getUint16(8, true) !== entry.method) throw differs('method');
  if (view.getUint32(10, true) !== entry.modified) throw differs('time');
  const claims = [view.getUint32(14, true), view.getUint32(18, true), view.getUint32(22, true)];
  const known = [entry.crc32, entry.compressedBytes, entry.bytes];
  // With a data descriptor the header may leave these three at zero.
  const left = hasDescriptor(entry) && claims.every((claim) => claim === 0);
  if (!left && claims[0] !== known[0]) throw differs('checksum');
  if (!left && (claims[1] !== known[1] || claims[2] !== known[2])) throw differs('size');
  const dataEnd = dataStart + entry.compressedBytes;
  const rest = span.subarray(dataEnd);
  if (dataEnd > span.length) throw archiveDamaged(`${entry.path} is cut short`);
  if (hasDescriptor(entry)) checkDescriptor(rest, entry);
  else if (rest.length > 0) throw archiveDamaged(`there are foreign bytes behind ${entry.path}`);
  return span.subarray(dataStart, dataEnd);
}

/**
 * A complete archive of one entry, for a reader that takes whole archives only. Headers are written anew from the directory's entry, so
 * that no field that was not checked reaches the reader.
 * @throws HoldfastError as `entryData`, which takes the same.
 */
export function oneEntryArchive(span: Uint8Array<ArrayBuffer>, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(entry.path);
  const data = entryData(span, entry);
  // The fields from "version needed" to the name's length are the same 24 bytes in both records.
  const common = new Uint8Array(24);
  const view = viewOf(common);
  view.setUint16(0, 20, true);
  view.setUint16(2, entry.flags & ~descriptorFlag, true);
  view.setUint16(4, entry.method, true);
  view.setUint32(10, entry.crc32, true);
  view.setUint32(14, entry.compressedBytes, true);
  view.setUint32(18, entry.bytes, true);
  view.setUint16(22, name.length, true);
  const record = new Uint8Array(directoryRecordBytes + name.length);
  viewOf(record).setUint32(0, directorySignature, true);
  record.set(common, 6);
  record.set(name, directoryRecordBytes);
  const directoryOffset = localHeaderBytes + name.length + data.length;
  const directory = buildDirectory([{ record, offset: 0 }], directoryOffset);
  const archive = new Uint8Array(directoryOffset + directory.length);
  viewOf(archive).setUint32(0, localSignature, true);
  archive.set(common, 4);
  archive.set(name, localHeaderBytes);
  archive.set(data, localHeaderBytes + name.length);
  archive.set(directory, directoryOffset);
  return archive;
}
