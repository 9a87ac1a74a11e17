import type { ZipEntry } from '../../core/zipDirectory.ts';
import type { ArchiveChecker, CheckedFile } from '../../ports/Archiver.ts';
import type { CheckedEntry } from './jobs.ts';
import type { StreamHasher, Workshop } from './workshop.ts';

function withoutContent({ content: _, ...checked }: CheckedEntry): CheckedFile {
  return checked;
}

/**
 * Checks the files of one archive. A file of a stream goes through three threads without being copied: a worker inflates and checks it,
 * this one passes it on in its turn, and the stream's worker hashes and drops it.
 */
export function createArchiveChecker(workshop: Workshop, archive: Blob, signal: AbortSignal): ArchiveChecker {
  /** Of each stream, what settles when all files so far were hashed or failed. */
  const turns = new Map<string, Promise<unknown>>();
  let hasher: StreamHasher | null = null;

  function hashes(): StreamHasher {
    hasher ??= workshop.openHasher(signal);
    return hasher;
  }

  async function checkInTurn(entry: ZipEntry, stream: string, before: Promise<unknown>): Promise<CheckedFile> {
    const checked = await workshop.check({ archive, entry, keep: true }, signal);
    await before; // never rejects
    if (checked.content !== null) await hashes().absorb(stream, checked.content);
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
    },
  };
}
