import { manifestPath } from '../../src/core/archiveFaults.ts';
import { concat } from '../core/zipFiles.ts';
import type { Random } from '../supabase/random.ts';
import { type LooseFiles, manifestOf, unpack } from './archiveEdits.ts';
import { cutUp, offsetsOf, type Piece, pieceOf, putTogether } from './archivePieces.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A good archive, taken apart once for thousands of mutations. */
export interface Subject {
  archive: Bytes;
  /** In the order of the directory, and in that of the file. */
  listed: Piece[];
  laid: Piece[];
  files: LooseFiles;
}

export async function takeApart(archive: Bytes): Promise<Subject> {
  const listed = cutUp(archive);
  const offsets = offsetsOf(archive);
  const laid = listed.toSorted((a, b) => (offsets.get(a.path) ?? 0) - (offsets.get(b.path) ?? 0));
  return { archive, listed, laid, files: await unpack(archive) };
}

/** Changes one thing. May return what it was given. */
type Mutation = (subject: Subject, random: Random) => Bytes | Promise<Bytes>;

function changeBytes({ archive }: Subject, change: (bytes: Bytes) => void): Bytes {
  const bytes = archive.slice();
  change(bytes);
  return bytes;
}

const place = ({ archive }: Subject, random: Random) => random.between(0, archive.length - 1);

/** The archive with some pieces in place of one. */
function replace({ listed, laid }: Subject, piece: Piece, by: Piece[]): Bytes {
  const swap = (pieces: readonly Piece[]) => pieces.flatMap((each) => (each === piece ? by : [each]));
  return putTogether(swap(listed), swap(laid));
}

const contentOf = ({ files }: Subject, { path }: Piece) => files.get(path) ?? new Uint8Array(0);

/** What a careless disk, cable or program does to a file. */
export const accidents = {
  'a flipped bit': (subject, random) =>
    changeBytes(subject, (bytes) => {
      const at = place(subject, random);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
    }),
  'a few wrong bytes': (subject, random) =>
    changeBytes(subject, (bytes) => {
      const at = place(subject, random);
      for (let index = at; index < at + random.between(1, 8); index += 1) bytes[index] = random.between(0, 255);
    }),
  'a sector of zeros': (subject, random) =>
    changeBytes(subject, (bytes) => {
      const at = place(subject, random);
      bytes.fill(0, at, at + 512);
    }),
  'a truncation': (subject, random) => subject.archive.slice(0, place(subject, random)),
  'appended bytes': ({ archive }, random) =>
    concat([
      archive,
      random.chance(0.2) ? archive : Uint8Array.from({ length: random.between(1, 40) }, () => random.between(0, 255)),
    ]),
  'a hole': (subject, random) => {
    const at = place(subject, random);
    return concat([subject.archive.subarray(0, at), subject.archive.subarray(at + random.between(1, 64))]);
  },
  'inserted bytes': (subject, random) => {
    const at = place(subject, random);
    const more = subject.archive.slice(at, at + random.between(1, 64));
    return concat([subject.archive.subarray(0, at), more, subject.archive.subarray(at)]);
  },
  'two ranges swapped': (subject, random) =>
    changeBytes(subject, (bytes) => {
      const length = random.between(1, 32);
      const [a, b] = [place(subject, random), place(subject, random)];
      bytes.set(subject.archive.subarray(a, a + length).slice(0, bytes.length - b), b);
      bytes.set(subject.archive.subarray(b, b + length).slice(0, bytes.length - a), a);
    }),
} satisfies Record<string, Mutation>;

/** Changes of the ZIP alone: every content stays as it is. */
export const rearrangements = {
  'files laid in another order': ({ listed, laid }, random) =>
    putTogether(
      listed,
      laid.toSorted(() => random.between(-1, 1)),
    ),
  'files listed in another order': ({ listed, laid }, random) =>
    putTogether(
      listed.toSorted(() => random.between(-1, 1)),
      laid,
    ),
  'a number of the directory': (subject, random) => {
    const piece = random.pick(subject.listed);
    const record = piece.record.slice();
    // All fixed fields but the name's length.
    const at = random.pick([4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 30, 32, 34, 36, 38, 40]);
    new DataView(record.buffer).setUint16(at, random.between(0, 0xffff), true);
    return replace(subject, piece, [{ ...piece, record }]);
  },
  'a number of the directory and of the header': (subject, random) => {
    const piece = random.pick(subject.listed);
    const [record, local] = [piece.record.slice(), piece.local.slice()];
    const at = random.pick([4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24]);
    const value = random.between(0, 0xffff);
    new DataView(record.buffer).setUint16(at + 2, value, true);
    new DataView(local.buffer).setUint16(at, value, true);
    return replace(subject, piece, [{ ...piece, record, local }]);
  },
  'a number of the end': (subject, random) =>
    changeBytes(subject, (bytes) => {
      const at = bytes.length - 22 + random.pick([4, 6, 8, 10, 12, 14, 16, 18, 20]);
      new DataView(bytes.buffer).setUint16(at, random.between(0, 0xffff), true);
    }),
} satisfies Record<string, Mutation>;

/** Another number, text or the opposite: never the same. */
function otherValue(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return random.pick([value + 1, value * 10 + 1, -1, 0.5, '7', null]);
  if (typeof value === 'boolean') return !value;
  if (value === null) return random.pick([0, '', [], true]);
  if (typeof value !== 'string') return null;
  const outcomes = ['exported', 'partial', 'denied', 'failed', 'excluded'];
  if (outcomes.includes(value)) return random.pick(outcomes.filter((outcome) => outcome !== value));
  const at = random.between(0, value.length);
  return `${value.slice(0, at)}${random.pick(['a', '0', '/', '..', 'é', ' '])}${value.slice(at + 1)}x`;
}

/** Changes one value somewhere in a manifest: a leaf, or a list in which one item goes or comes twice. */
function changeSomewhere(value: unknown, random: Random): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && value.length > 0 && random.chance(0.2)) {
    const at = random.between(0, value.length - 1);
    value.splice(at, random.chance(0.5) ? 1 : 0, ...(random.chance(0.5) ? [structuredClone(value[at])] : []));
    if (random.chance(0.3)) value.reverse();
    return;
  }
  const fields = value as Record<string, unknown>;
  const keys = Object.keys(fields);
  if (keys.length === 0) return;
  const key = random.pick(keys);
  const next = fields[key];
  if (typeof next === 'object' && next !== null && Object.keys(next).length > 0) changeSomewhere(next, random);
  else fields[key] = otherValue(next, random);
}

const encode = (text: string): Bytes => new TextEncoder().encode(text);

/** Changes of what the archive says or holds, in a ZIP without a fault. */
export const forgeries = {
  'a changed manifest': async (subject, random) => {
    const manifest = structuredClone(manifestOf(subject.files));
    changeSomewhere(manifest, random);
    const piece = subject.listed.find(({ path }) => path === manifestPath);
    if (piece === undefined) return subject.archive;
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    if (text === new TextDecoder().decode(subject.files.get(manifestPath))) return subject.archive;
    return replace(subject, piece, [await pieceOf(manifestPath, encode(text))]);
  },
  'a changed character': async (subject, random) => {
    const piece = random.pick(subject.listed);
    const bytes = contentOf(subject, piece).slice();
    const at = random.between(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return replace(subject, piece, [await pieceOf(piece.path, bytes)]);
  },
  'a dropped file': (subject, random) => replace(subject, random.pick(subject.listed), []),
  'a repeated file': (subject, random) => {
    const piece = random.pick(subject.listed);
    return replace(subject, piece, [piece, { ...piece }]);
  },
  'a file under a second name': async (subject, random) => {
    const piece = random.pick(subject.listed);
    const copy = await pieceOf(
      random.pick(['notes.txt', `${piece.path}.bak`, `../${piece.path}`, 'tables/x.y.json']),
      contentOf(subject, piece),
    ).catch(() => null);
    return copy === null ? subject.archive : replace(subject, piece, [piece, copy]);
  },
  'a renamed file': async (subject, random) => {
    const piece = random.pick(subject.listed);
    return replace(subject, piece, [await pieceOf(`${piece.path}~`, contentOf(subject, piece))]);
  },
  'two contents swapped': async (subject, random) => {
    const [a, b] = [random.pick(subject.listed), random.pick(subject.listed)];
    const [one, other] = [contentOf(subject, a), contentOf(subject, b)];
    if (one.length === other.length && one.every((byte, index) => byte === other[index])) return subject.archive;
    const [first, second] = await Promise.all([pieceOf(a.path, other), pieceOf(b.path, one)]);
    const swap = (pieces: readonly Piece[]) =>
      pieces.map((piece) => (piece === a ? first : piece === b ? second : piece));
    return putTogether(swap(subject.listed), swap(subject.laid));
  },
} satisfies Record<string, Mutation>;
