import { entryData } from '../../src/core/cutEntry.ts';
import type { ZipEntry } from '../../src/core/zipDirectory.ts';

/** One file to read and inflate, or so many bytes to hash. */
export type FloorJob = { archive: Blob; entry: ZipEntry } | { hashBytes: number };

let filler = new Uint8Array(0);

async function work(job: FloorJob): Promise<number> {
  if ('hashBytes' in job) {
    if (filler.length < job.hashBytes) filler = new Uint8Array(job.hashBytes).fill(0x20);
    await crypto.subtle.digest('SHA-256', filler.subarray(0, job.hashBytes));
    return job.hashBytes;
  }
  const { archive, entry } = job;
  const span = new Uint8Array(await archive.slice(entry.offset, entry.offset + entry.spanBytes).arrayBuffer());
  const stream = new Blob([entryData(span, entry)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
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
