import type { ZipEntry } from '../../core/zipDirectory.ts';
import type { ArchiveChecker, CheckedFile } from '../../ports/Archiver.ts';
import type { CheckedEntry } from './jobs.ts';
import type { StreamHasher, Workshop } from './workshop.ts';

/** A buffer that is larger is not kept for other files: few need it. */
const largestSpareBytes = 16 * 1024 * 1024;

function withoutContent({ content: _, ...checked }: CheckedEntry): CheckedFile {
  return checked;
}

/**
 * Checks the files of one archive. A file of a stream goes through three threads without being copied: a worker inflates and checks it,
 * this one passes it on in its turn, the stream's worker hashes it and hands its buffer back, and the next file is inflated into that.
 */
export function createArchiveChecker(workshop: Workshop, archive: Blob, signal: AbortSignal): ArchiveChecker {
  /** Of each stream, what settles when all files so far were hashed or failed. */
  const turns = new Map<string, Promise<unknown>>();
  let hasher: StreamHasher | null = null;
  /** Buffers that nobody uses at the moment. */
  const spare: Uint8Array<ArrayBuffer>[] = [];

  function hashes(): StreamHasher {
    hasher ??= workshop.openHasher(signal);
    return hasher;
  }

  async function checkInTurn(entry: ZipEntry, stream: string, before: Promise<unknown>): Promise<CheckedFile> {
    const checked = await workshop.check({ archive, entry, keepIn: spare.pop() ?? new Uint8Array(0) }, signal);
    await before; // never rejects
    if (checked.content !== null) {
      const { buffer } = await hashes().append(stream, checked.content);
      if (buffer.byteLength <= largestSpareBytes) spare.push(new Uint8Array(buffer));
    }
    return withoutContent(checked);
  }

  return {
    async check(entry, stream) {
      if (stream === undefined) return withoutContent(await workshop.check({ archive, entry }, signal));
      // No await before this: files of a stream are hashed in the order in which `check` was called.
      const checking = checkInTurn(entry, stream, turns.get(stream) ?? Promise.resolve());
      turns.set(stream, Promise.allSettled([checking]));
      return checking;
    },

    async checkOverrides(entry, rowsOfParts) {
      return withoutContent(await workshop.check({ archive, entry, rowsOfParts }, signal));
    },

    async streamDigest(stream) {
      await turns.get(stream);
      return hashes().digest(stream);
    },

    close() {
      hasher?.close();
      hasher = null;
      spare.length = 0;
    },
  };
}
