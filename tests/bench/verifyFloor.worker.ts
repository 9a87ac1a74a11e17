import { entryData } from '../../src/core/cutEntry.ts';
import type { ZipEntry } from '../../src/core/zipDirectory.ts';

/** One file to read and inflate, or so many bytes to hash. */
export type FloorJob = { archive: Blob; entry: ZipEntry } | { hashBytes: number };

const pieceBytes = 64 * 1024;
let filler = new Uint8Array(0);

async function work(job: FloorJob): Promise<number> {
  if ('hashBytes' in job) {
    if (filler.length < job.hashBytes) filler = new Uint8Array(job.hashBytes).fill(0x20);
    await crypto.subtle.digest('SHA-256', filler.subarray(0, job.hashBytes));
    return job.hashBytes;
  }
  const { archive, entry } = job;
  const span = new Uint8Array(await archive.slice(entry.offset, entry.offset + entry.spanBytes).arrayBuffer());
  return inflatedBytes(entryData(span, entry));
}

/** Inflates in the pieces that the app hands over too, and keeps nothing. */
async function inflatedBytes(data: Uint8Array<ArrayBuffer>): Promise<number> {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  const feed = async () => {
    for (let at = 0; at < data.length; at += pieceBytes) await writer.write(data.subarray(at, at + pieceBytes));
    await writer.close();
  };
  const feeding = feed();
  let bytes = 0;
  for await (const chunk of readable) bytes += chunk.length;
  await feeding;
  return bytes;
}

self.onmessage = ({ data }: MessageEvent<FloorJob>) => {
  work(data).then(
    (bytes) => self.postMessage(bytes),
    (error: unknown) => {
      throw error; // becomes the worker's error event
    },
  );
};
