import { deflateEntry } from '../../src/adapters/archiver/jobs.ts';
import { buildDirectory } from '../../src/core/zipDirectory.ts';
import { directoryRecordBytes } from '../../src/core/zipRecord.ts';
import { concat, entriesOf } from '../core/zipFiles.ts';

/** One file of an archive as it lies there: header and data, and its record in the directory. */
export interface Piece {
  path: string;
  local: Uint8Array<ArrayBuffer>;
  record: Uint8Array<ArrayBuffer>;
}

/** The pieces of an archive in the order of its directory. */
export function cutUp(archive: Uint8Array<ArrayBuffer>): Piece[] {
  const view = new DataView(archive.buffer);
  let at = view.getUint32(archive.length - 6, true);
  return entriesOf(archive).map(({ path, offset, spanBytes }) => {
    const length = directoryRecordBytes + view.getUint16(at + 28, true);
    const record = archive.slice(at, at + length);
    at += length;
    return { path, local: archive.slice(offset, offset + spanBytes), record };
  });
}

/** Where each piece lies in the archive, by path. */
export function offsetsOf(archive: Uint8Array<ArrayBuffer>): Map<string, number> {
  return new Map(entriesOf(archive).map(({ path, offset }) => [path, offset]));
}

/** An archive of these pieces: `listed` in the directory in this order, `laid` in the file in that one. */
export function putTogether(listed: readonly Piece[], laid: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const offsets = new Map<Piece, number>();
  let at = 0;
  for (const piece of laid) {
    offsets.set(piece, at);
    at += piece.local.length;
  }
  const records = listed.map((piece) => ({ record: piece.record, offset: offsets.get(piece) ?? 0 }));
  return concat([...laid.map(({ local }) => local), buildDirectory(records, at)]);
}

/** A file as the product archives it. */
export async function pieceOf(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Piece> {
  const modified = Date.UTC(2026, 0, 25, 14, 30);
  const { local, record } = await deflateEntry({ path, bytes: bytes.slice(), level: 6, modified });
  return { path, local, record };
}
