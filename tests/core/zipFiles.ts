import fc from 'fast-check';
import JSZip from 'jszip';
import { cutOneEntry } from '../../src/core/cutEntry.ts';
import { whyUnsafePath } from '../../src/core/entryPath.ts';
import { buildDirectory, type PlacedRecord, readDirectory, type ZipEntry } from '../../src/core/zipDirectory.ts';

/** A file for an archive of a test. */
export interface TestFile {
  path: string;
  content: Uint8Array;
  stored?: boolean;
}

/** One file as JSZip archives it, alone. */
export async function zipAlone({ path, content, stored = false }: TestFile): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  zip.file(path, content, { createFolders: false, date: new Date(Date.UTC(2026, 0, 25)) });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: stored ? 'STORE' : 'DEFLATE' });
  return new Uint8Array(bytes);
}

export function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The files joined by the code under test; `order` picks the order of the directory from the placed records. */
export async function joinFiles(
  files: readonly TestFile[],
  order: (records: PlacedRecord[]) => PlacedRecord[] = (records) => records,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  const records: PlacedRecord[] = [];
  let offset = 0;
  for (const file of files) {
    const { local, record } = cutOneEntry(await zipAlone(file));
    records.push({ record, offset });
    pieces.push(local);
    offset += local.length;
  }
  return concat([...pieces, buildDirectory(order(records), offset)]);
}

/** The directory of a whole archive in memory. */
export function entriesOf(archive: Uint8Array): ZipEntry[] {
  const reading = readDirectory(archive, 0, archive.length);
  if ('neededBytes' in reading) throw new Error('The whole archive was given.');
  return reading.entries;
}

const step = fc.oneof(
  fc.stringMatching(/^[a-z0-9_.%-]{1,12}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', 'Ünïcode', '数据', '🔊', 'a b', "it's", '..a', 'a..b'),
);

/** Any path that may stand in an archive. */
const safePath = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map((steps) => steps.join('/'))
  .filter((path) => whyUnsafePath(path) === null);

/** Up to eight files of any content, with paths that differ. */
export const anyFiles: fc.Arbitrary<TestFile[]> = fc.uniqueArray(
  fc.record({ path: safePath, content: fc.uint8Array({ maxLength: 3000 }), stored: fc.boolean() }),
  { maxLength: 8, selector: ({ path }) => path },
);
