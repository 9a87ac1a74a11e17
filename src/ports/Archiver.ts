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

/** What a check found of a file in an archive. */
export interface CheckedFile extends PartDigest {
  /** Rows of the JSON array that it is; null when it is none. */
  rows: number | null;
  /** CRC-32 of the bytes that it takes in the archive, compressed and with its header. */
  storedCrc32: number;
  /** Overrides in it; null unless it was checked as a file of overrides. */
  overrides: number | null;
}

/** Checks the files of one archive, several at once; the caller bounds how many. */
export interface ArchiveChecker {
  /**
   * Inflates one file, checks its header, size and CRC-32, hashes it and counts its rows. Never inflates more than it declares.
   * Files that share a `stream` are also hashed together, in the order of the calls; see `streamDigest`.
   * @throws HoldfastError `archive-damaged` naming the file; `storage-failed`, `interrupted` for what says nothing about it; AbortError.
   */
  check(entry: ZipEntry, stream?: string): Promise<CheckedFile>;
  /**
   * Checks a file of overrides: as `check`, and that each speaks of a row that exists.
   * @param rowsOfParts the parts of its table, by path, with their rows.
   */
  checkOverrides(entry: ZipEntry, rowsOfParts: ReadonlyMap<string, number>): Promise<CheckedFile>;
  /**
   * SHA-256 over the files that were checked under this stream before this call, in order; lower-case hex. Says nothing when one of these
   * checks failed.
   */
  streamDigest(stream: string): Promise<string>;
  /** Gives back what it holds. Safe more than once. */
  close(): void;
}

/** Makes and reads ZIP archives in worker threads, an entry at a time, so that memory is bounded by the parts in flight. */
export interface Archiver {
  /** @param options.level deflate level 1 to 9; `modified` is the time that the entries carry, ms since the epoch. */
  write(sink: ArchiveSink, options: { level: number; modified: number }): ArchiveWriter;
  /** Begins to check an archive; the signal ends all of its checks. */
  checker(archive: Blob, signal: AbortSignal): ArchiveChecker;
  /** Checks one file. @throws as `ArchiveChecker.check`. */
  check(archive: Blob, entry: ZipEntry, signal?: AbortSignal): Promise<CheckedFile>;
  /** Inflates one entry with the same checks and returns its bytes. @throws as `check`. */
  extract(archive: Blob, entry: ZipEntry, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}
