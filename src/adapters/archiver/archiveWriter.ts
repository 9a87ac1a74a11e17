import { whyUnsafePath } from '../../core/entryPath.ts';
import { buildDirectory, type PlacedRecord, whyTooLarge } from '../../core/zipDirectory.ts';
import { zipEndBytes } from '../../core/zipEnd.ts';
import type { ArchiveWriter } from '../../ports/Archiver.ts';
import type { ArchiveSink } from '../../ports/ArchiveStore.ts';
import type { StreamHasher, Workshop } from './workshop.ts';

/** Writes one archive: deflated entries go to the sink as they come, their directory records are kept until the end. */
export function createArchiveWriter(
  workshop: Workshop,
  sink: ArchiveSink,
  { level, modified }: { level: number; modified: number },
): ArchiveWriter {
  const stopping = new AbortController();
  const { signal } = stopping;
  const paths = new Set<string>();
  const placed = new Map<string, PlacedRecord>();
  let hasher: StreamHasher | null = null;
  let localBytes = 0;
  let directoryBytes = 0;

  function hashes(): StreamHasher {
    hasher ??= workshop.openHasher(signal);
    return hasher;
  }

  function claim(path: string): void {
    const unsafe = whyUnsafePath(path);
    if (unsafe !== null) throw new Error(`The path ${JSON.stringify(path)} cannot stand in an archive: ${unsafe}.`);
    if (paths.has(path)) throw new Error(`The archive has ${path} already.`);
    paths.add(path);
  }

  function makeRoom(moreLocalBytes: number, moreDirectoryBytes: number): void {
    localBytes += moreLocalBytes;
    directoryBytes += moreDirectoryBytes;
    const tooLarge = whyTooLarge(localBytes + directoryBytes + zipEndBytes, paths.size);
    if (tooLarge !== null) throw tooLarge;
  }

  return {
    async add(path, bytes, stream) {
      signal.throwIfAborted();
      claim(path);
      makeRoom(0, 0);
      // No await before this call: streams are hashed in the order in which `add` was called.
      const hashed = stream === undefined ? bytes : await hashes().append(stream, bytes);
      const entry = await workshop.deflate({ path, bytes: hashed, level, modified }, signal);
      signal.throwIfAborted();
      makeRoom(entry.local.length, entry.record.length);
      placed.set(path, { record: entry.record, offset: await sink.append(entry.local) });
      return { bytes: entry.bytes, sha256: entry.sha256 };
    },

    async streamDigest(stream) {
      signal.throwIfAborted();
      return hashes().digest(stream);
    },

    async finish(first) {
      signal.throwIfAborted();
      if (placed.size !== paths.size) throw new Error('The archive cannot be finished: a file was not written.');
      const leading = new Set(first);
      const firstRecords = [...leading].map((path) => {
        const record = placed.get(path);
        if (record === undefined) throw new Error(`The archive has no ${path} to list first.`);
        return record;
      });
      const others = [...placed].filter(([path]) => !leading.has(path)).map(([, record]) => record);
      others.sort((a, b) => a.offset - b.offset);
      await sink.append(buildDirectory([...firstRecords, ...others], localBytes));
      hasher?.close();
      return placed.size;
    },

    abort() {
      stopping.abort();
    },
  };
}
