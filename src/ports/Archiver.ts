import type { ZipEntry } from '../core/zipDirectory.ts';
import type { ArchiveSink } from './ArchiveStore.ts';

/** What is known of a file of an archive after it was written or checked. */
export interface PartDigest {
  /** Bytes before compression. */
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** Writes one archive into one sink. */
export interface ArchiveWriter {
  /**
   * Adds a file: hashed and deflated in a worker, then spooled to the sink. Resolves when its bytes are with the sink.
   * Takes ownership of `bytes` (its buffer may be transferred). Several calls run at once; the caller bounds how many.
   * Parts that share a `stream` are also hashed together, in the order of the calls; see `streamDigest`.
   * @throws HoldfastError `storage-full` or `storage-failed`; `archive-too-large` past the limits of the format (4 GiB, 65,535 entries).
   */
  add(path: string, bytes: Uint8Array<ArrayBuffer>, stream?: string): Promise<PartDigest>;
  /** SHA-256 over the bytes of all files that were added under this stream so far, in order; lower-case hex. */
  streamDigest(stream: string): Promise<string>;
  /**
   * Writes the ZIP directory, listing the given paths first, and resolves with the number of files. Await all `add` calls before.
   */
  finish(first: readonly string[]): Promise<number>;
  /** Stops the workers that are busy for this archive. Pending calls reject with AbortError. The sink stays the caller's to abort. */
  abort(): void;
}

/** Makes and reads ZIP archives in worker threads, an entry at a time, so that memory is bounded by the parts in flight. */
export interface Archiver {
  /** @param options.level deflate level 1 to 9; `modified` is the time that the entries carry, ms since the epoch. */
  write(sink: ArchiveSink, options: { level: number; modified: number }): ArchiveWriter;
  /**
   * Inflates one entry in a worker, checks its CRC-32 and size, hashes it and counts the rows of its JSON array (null when it is none).
   * Never inflates more than the entry declares.
   * @throws HoldfastError `archive-damaged` naming the entry; AbortError.
   */
  check(archive: Blob, entry: ZipEntry, signal?: AbortSignal): Promise<PartDigest & { rows: number | null }>;
  /** Inflates one entry with the same checks and returns its bytes. @throws as `check`. */
  extract(archive: Blob, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}
