import { archiveDamaged } from '../../core/archiveDamage.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { ZipEntry } from '../../core/zipDirectory.ts';
import { InflatedBytes } from './InflatedBytes.ts';

/**
 * Bytes of deflated data that are handed over at once. Browsers inflate all of a piece before they give any of it: at deflate's best ratio
 * of 1,032 that is 66 MB, which a bomb can waste, and no more.
 */
const pieceBytes = 64 * 1024;

function findOut(): boolean {
  try {
    new DecompressionStream('deflate-raw');
    return true;
  } catch {
    return false; // browsers before 2023 lack the class or this format
  }
}

/** Whether the platform inflates the bare deflate of ZIP files. */
export const canInflate = findOut();

async function feed(writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, data: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < data.length; at += pieceBytes) await writer.write(data.subarray(at, at + pieceBytes));
  await writer.close();
}

/**
 * Inflates by the platform's own code, which also refuses data that is cut short or goes on behind its end.
 * @param data of the entry, deflated.
 * @param room bytes to inflate into where they are enough.
 * @throws HoldfastError `archive-damaged`.
 */
export async function inflateByPlatform(
  data: Uint8Array<ArrayBuffer>,
  entry: ZipEntry,
  room?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = new InflatedBytes(entry, room);
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  // What it fails with is what reading fails with too, unless reading has stopped: then nobody asks.
  const feeding = feed(writer, data).catch((cause: unknown) => cause);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) content.add(next.value);
  } catch (cause) {
    await reader.cancel(cause).catch(() => undefined); // what is wrong is known already
    if (cause instanceof HoldfastError || cause instanceof RangeError) throw cause;
    throw archiveDamaged(`${entry.path} cannot be decompressed`, cause);
  }
  const failure = await feeding;
  if (failure !== undefined) throw archiveDamaged(`${entry.path} cannot be decompressed`, failure);
  return content.finish();
}
