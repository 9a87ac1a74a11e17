import { archiveDamaged } from './archiveDamage.ts';
import { viewOf, zipByteLimit } from './zipEnd.ts';

/** Sizes of the fixed fields of a directory record and of a local header, in bytes (APPNOTE.TXT 4.3.12 and 4.3.7). */
export const directoryRecordBytes = 46;
export const localHeaderBytes = 30;
export const directorySignature = 0x0201_4b50;
export const localSignature = 0x0403_4b50;

/** Flag bit 3: sizes and CRC follow the data. */
export const descriptorFlag = 0x0008;
/** Flag bit 11: the name is UTF-8. */
const utf8Flag = 0x0800;
// Bits 1 and 2 tell how hard the deflater tried. All others (encryption, patches, masked headers) are refused.
const knownFlags = 0x0006 | descriptorFlag | utf8Flag;

/** Methods of APPNOTE.TXT 4.4.5 that Holdfast reads. */
const storedMethod = 0;
const deflatedMethod = 8;

/** Deflate cannot shrink more than 1,032 times (zlib's technical notes); what claims more is a bomb or damaged. */
const maxRatio = 1100;

/** A directory record as it stands in the file. */
export interface DirectoryRecord {
  path: string;
  /** Where the local header begins. */
  offset: number;
  compressedBytes: number;
  bytes: number;
  crc32: number;
  method: number;
  flags: number;
  /** Version of the format that is needed to read it, as written. */
  version: number;
  /** Time and date as DOS writes them, time in the lower half. */
  modified: number;
  /** Length of the name, in bytes. */
  nameBytes: number;
  /** Length of this record, in bytes. */
  recordBytes: number;
}

function readName(name: Uint8Array, flags: number): string {
  try {
    const path = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
    if ((flags & utf8Flag) !== 0 || name.every((byte) => byte < 0x80)) return path;
  } catch (cause) {
    throw archiveDamaged('a file name is not UTF-8', cause);
  }
  throw archiveDamaged('a file name is in a foreign character set');
}

/** Refuses extra fields that would make other tools see another name or other sizes than we do. */
function checkExtra(extra: Uint8Array, name: Uint8Array, path: string): void {
  const view = viewOf(extra);
  let at = 0;
  while (at < extra.length) {
    const end = at + 4 <= extra.length ? at + 4 + view.getUint16(at + 2, true) : Number.POSITIVE_INFINITY;
    if (end > extra.length) throw archiveDamaged(`the extra fields of ${path} are cut short`);
    const id = view.getUint16(at, true);
    if (id === 0x0001) throw archiveDamaged(`${path} is a zip64 entry, which Holdfast never writes`);
    const unicodePath = id === 0x7075 ? extra.subarray(at + 9, end) : null;
    if (unicodePath !== null && (unicodePath.length !== name.length || unicodePath.some((b, i) => b !== name[i]))) {
      throw archiveDamaged(`${path} carries a second name`);
    }
    at = end;
  }
}

function checkClaims(record: DirectoryRecord, madeBy: number, attributes: number): void {
  const { path, method, flags, bytes, compressedBytes } = record;
  if ((flags & 0x2041) !== 0) throw archiveDamaged(`${path} is encrypted`);
  if ((flags & ~knownFlags) !== 0) throw archiveDamaged(`${path} has flags that Holdfast does not know`);
  if (method !== storedMethod && method !== deflatedMethod) {
    throw archiveDamaged(`${path} is compressed by method ${method}; only stored and deflated files can be read`);
  }
  if (bytes === zipByteLimit || compressedBytes === zipByteLimit || record.offset === zipByteLimit) {
    throw archiveDamaged(`${path} is a zip64 entry, which Holdfast never writes`);
  }
  if (method === storedMethod && bytes !== compressedBytes) throw archiveDamaged(`the two sizes of ${path} differ`);
  if (bytes > compressedBytes * maxRatio) throw archiveDamaged(`${path} claims to inflate more than ${maxRatio} times`);
  const unixType = madeBy >> 8 === 3 ? (attributes >>> 28) & 0xf : 0;
  if ((attributes & 0x10) !== 0 || (unixType !== 0 && unixType !== 0x8))
    throw archiveDamaged(`${path} is not a plain file`);
}

/**
 * Reads the directory record at `at`.
 * @throws HoldfastError `archive-damaged` when it is cut short, encrypted, of an unknown method, zip64, not a plain file, its name is not
 *   UTF-8, or its sizes cannot be true. Whether the path is safe and free is the caller's question.
 */
export function readDirectoryRecord(directory: Uint8Array, at: number): DirectoryRecord {
  const view = viewOf(directory);
  if (at + directoryRecordBytes > directory.length) throw archiveDamaged('its directory is cut short');
  if (view.getUint32(at, true) !== directorySignature)
    throw archiveDamaged('its directory holds something else than files');
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const commentBytes = view.getUint16(at + 32, true);
  const nameEnd = at + directoryRecordBytes + nameBytes;
  const recordBytes = directoryRecordBytes + nameBytes + extraBytes + commentBytes;
  if (at + recordBytes > directory.length) throw archiveDamaged('its directory is cut short');
  const flags = view.getUint16(at + 8, true);
  const name = directory.subarray(at + directoryRecordBytes, nameEnd);
  const path = readName(name, flags);
  const record: DirectoryRecord = {
    path,
    offset: view.getUint32(at + 42, true),
    compressedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    crc32: view.getUint32(at + 16, true),
    method: view.getUint16(at + 10, true),
    flags,
    version: view.getUint16(at + 6, true),
    modified: view.getUint32(at + 12, true),
    nameBytes,
    recordBytes,
  };
  if (view.getUint16(at + 34, true) !== 0) throw archiveDamaged(`${path} is said to be on another disk`);
  if (commentBytes !== 0) throw archiveDamaged(`${path} carries a comment`);
  checkClaims(record, view.getUint16(at + 4, true), view.getUint32(at + 38, true));
  checkExtra(directory.subarray(nameEnd, nameEnd + extraBytes), name, path);
  return record;
}
