import { createArchiver } from '../../src/adapters/archiver/createArchiver.ts';
import { checkEntry, deflateEntry, extractEntry } from '../../src/adapters/archiver/jobs.ts';
import { runPartJob } from '../../src/adapters/archiver/partJobs.ts';
import { StreamDigests } from '../../src/adapters/archiver/sha256.ts';
import type { StreamHasher, Workshop } from '../../src/adapters/archiver/workshop.ts';
import type { Archiver } from '../../src/ports/Archiver.ts';

/** Does the work in place; after an abort its result is dropped, as that of a terminated worker would be. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await work();
  } finally {
    signal?.throwIfAborted();
  }
}

function openHasher(signal: AbortSignal): StreamHasher {
  const digests = new StreamDigests();
  return {
    append(stream, bytes) {
      return unlessAborted(signal, async () => {
        await digests.append(stream, bytes);
        return bytes;
      });
    },
    digest: (stream) => unlessAborted(signal, () => digests.digest(stream)),
    close: () => undefined,
  };
}

/** The workshop without worker threads, for Node. */
export const inlineWorkshop: Workshop = {
  deflate: (job, signal) => unlessAborted(signal, () => deflateEntry(job)),
  check: (job, signal) => unlessAborted(signal, () => checkEntry(job)),
  extract: (job, signal) => unlessAborted(signal, () => extractEntry(job)),
  part: (name, job, signal) => unlessAborted(signal, async () => (await runPartJob({ kind: 'part', name, job })).value),
  openHasher,
};

/** The real archiver without worker threads, for Node. */
export function createInlineArchiver(): Archiver {
  return createArchiver(inlineWorkshop);
}
