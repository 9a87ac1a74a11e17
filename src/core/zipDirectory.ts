import { archiveDamaged } from './archiveDamage.ts';
import { whyUnsafePath } from './entryPath.ts';
import { HoldfastError } from './HoldfastError.ts';
import { readZipEnd, viewOf, writeZipEnd, zipByteLimit, zipEndBytes, zipEntryLimit } from './zipEnd.ts';
import { type DirectoryRecord, descriptorFlag, localHeaderBytes, readDirectoryRecord } from './zipRecord.ts';

/** One file of a ZIP archive, as its directory declares it. Sizes and offsets in bytes. */
export interface ZipEntry {
  path: string;
  /** Where the local header begins. */
  offset: number;
  compressedBytes: number;
  bytes: number;
  crc32: number;
  /** 0 stored, 8 deflated. */
  method: number;
  /** General purpose flags, of which only UTF-8 names and data descriptors are possible here. */
  flags: number;
  /** Version of the format that is needed to read it, and its time and date as DOS writes them: the local header says the same. */
  version: number;
  modified: number;
  /** From the local header to the beginning of what follows: slice `offset` to `offset + spanBytes` to have all of the entry. */
  spanBytes: number;
}

/** The directory of an archive, or the number of bytes at the end of the file that are needed to read it. */
export type DirectoryReading = { entries: ZipEntry[] } | { neededBytes: number };

/** A directory record as JSZip wrote it, and where its local header came to lie in the final archive. */
export interface PlacedRecord {
  record: Uint8Array;
  offset: number;
}

/**
 * The error of a format without zip64 when the archive would outgrow it.
 * Returns null while an archive of so many bytes and entries can be written.
 */
export function whyTooLarge(archiveBytes: number, entries: number): HoldfastError | null {
  const hint = 'Back up fewer tables at once: leave the largest out and give them a backup of their own.';
  if (entries >= zipEntryLimit) {
    return new HoldfastError('archive-too-large', 'The archive would hold 65,535 files or more.', { hint });
  }
  if (archiveBytes >= zipByteLimit) {
    return new HoldfastError('archive-too-large', 'The archive would be 4 GiB or larger.', { hint });
  }
  return null;
}

/**
 * The directory and the end record of an archive, to be written at `directoryOffset`, behind the last local record.
 * Entries are listed in the order given. The records passed in stay as they are.
 * @throws HoldfastError `archive-too-large` from 65,535 entries or 4 GiB on.
 */
export function buildDirectory(records: readonly PlacedRecord[], directoryOffset: number): Uint8Array<ArrayBuffer> {
  const directoryBytes = records.reduce((sum, { record }) => sum + record.length, 0);
  const tooLarge = whyTooLarge(directoryOffset + directoryBytes + zipEndBytes, records.length);
  if (tooLarge !== null) throw tooLarge;
  const bytes = new Uint8Array(directoryBytes + zipEndBytes);
  const view = viewOf(bytes);
  let at = 0;
  for (const { record, offset } of records) {
    bytes.set(record, at);
    view.setUint32(at + 42, offset, true);
    at += record.length;
  }
  bytes.set(writeZipEnd({ entries: records.length, directoryOffset, directoryBytes }), at);
  return bytes;
}

/** Largest gap between the data of one entry and the next: its local extra field and a data descriptor. */
const maxSlackBytes = 0xffff + 16;

/** Bytes from each record's local header to the next, so that each byte before the directory belongs to exactly one path. */
function measureSpans(records: readonly DirectoryRecord[], directoryOffset: number): Map<string, number> {
  const byOffset = [...records].sort((a, b) => a.offset - b.offset);
  if ((byOffset[0]?.offset ?? directoryOffset) !== 0) throw archiveDamaged('there are bytes before its first file');
  const spans = byOffset.map((record, index): [string, number] => {
    const span = (byOffset[index + 1]?.offset ?? directoryOffset) - record.offset;
    const slack = span - localHeaderBytes - record.nameBytes - record.compressedBytes;
    if (slack < 0) throw archiveDamaged(`${record.path} overlaps what follows it`);
    if (slack > maxSlackBytes) throw archiveDamaged(`there are foreign bytes behind ${record.path}`);
    return [record.path, span];
  });
  return new Map(spans);
}

function readRecords(directory: Uint8Array): DirectoryRecord[] {
  const records: DirectoryRecord[] = [];
  const seen = new Set<string>();
  let at = 0;
  while (at < directory.length) {
    const record = readDirectoryRecord(directory, at);
    const unsafe = whyUnsafePath(record.path);
    if (unsafe !== null) throw archiveDamaged(`the path ${JSON.stringify(record.path)} is not allowed: ${unsafe}`);
    if (seen.has(record.path)) throw archiveDamaged(`${record.path} is listed twice`);
    seen.add(record.path);
    records.push(record);
    at += record.recordBytes;
  }
  return records;
}

/**
 * Reads the directory of an archive of `archiveBytes` bytes from its last bytes, in the directory's own order.
 * Says how many bytes it needs when the tail begins after the directory; 64 KiB are enough for some 600 entries.
 * The contents are not looked at: `checkEntry` does that, and the manifest says which paths may be there at all.
 * @param tail the bytes from `tailOffset` to the end of the file.
 * @throws HoldfastError `archive-damaged` naming the fault: a file that is cut short or has bytes before, between or behind its
 *   entries; duplicate or unsafe paths; overlapping, encrypted, zip64 or multi-disk entries; unknown methods; sizes that cannot be true.
 */
export function readDirectory(tail: Uint8Array, tailOffset: number, archiveBytes: number): DirectoryReading {
  if (tailOffset + tail.length !== archiveBytes) throw archiveDamaged('the file changed its size while it was read');
  const end = readZipEnd(tail, archiveBytes);
  if (end.directoryOffset < tailOffset) return { neededBytes: archiveBytes - end.directoryOffset };
  const directory = tail.subarray(end.directoryOffset - tailOffset, tail.length - zipEndBytes);
  const records = readRecords(directory);
  if (records.length !== end.entries)
    throw archiveDamaged(`it lists ${records.length} files but counts ${end.entries}`);
  const spans = measureSpans(records, end.directoryOffset);
  const entries = records.map(({ nameBytes, recordBytes, ...entry }) => ({
    ...entry,
    spanBytes: spans.get(entry.path) ?? 0,
  }));
  return { entries };
}

/** How much of the end of a file is read at first. */
const firstTailBytes = 64 * 1024;

/**
 * Reads the directory of an archive in one or two reads of its end.
 * @param readFrom returns the bytes from this offset to the end of the file.
 * @throws HoldfastError as `readDirectory`; whatever `readFrom` throws.
 */
export async function loadDirectory(
  archiveBytes: number,
  readFrom: (offset: number) => Promise<Uint8Array>,
): Promise<ZipEntry[]> {
  const readTail = async (bytes: number) => {
    const offset = Math.max(0, archiveBytes - bytes);
    return readDirectory(await readFrom(offset), offset, archiveBytes);
  };
  let reading = await readTail(firstTailBytes);
  if ('neededBytes' in reading) reading = await readTail(reading.neededBytes);
  if ('neededBytes' in reading) throw archiveDamaged('its directory changed while it was read');
  return reading.entries;
}

/** Whether the sizes of the entry stand behind its data as well. */
export function hasDescriptor(entry: ZipEntry): boolean {
  return (entry.flags & descriptorFlag) !== 0;
}
