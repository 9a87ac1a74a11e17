/** An archive that is being written. Invisible to `open` and `list` until it is published. */
export interface ArchiveSink {
  /**
   * Appends bytes; calls are written in the order in which they were made, and a caller need not await one before the next.
   * Takes ownership: the buffer may be transferred and be empty afterwards.
   * Returns the offset at which the bytes begin.
   * @throws HoldfastError `storage-full` when the disk or quota is exhausted, `storage-failed` otherwise. Both end the sink: abort it.
   */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
  /**
   * Flushes to disk and returns the file for reading. Nothing can be appended afterwards.
   * @throws HoldfastError as `append`.
   */
  seal(): Promise<Blob>;
  /** Makes a sealed archive visible under its id, atomically. Repeating it is safe. */
  publish(): Promise<void>;
  /** Removes what was written. Safe at any time and more than once; after `publish` it does nothing. */
  abort(): Promise<void>;
}

/** The home of archives in this browser. Ids are backup ids (UUIDs). */
export interface ArchiveStore {
  /** Begins an archive. @throws HoldfastError `storage-failed` when the id exists already or storage is out of reach. */
  create(id: string): Promise<ArchiveSink>;
  /** The published archive, readable from disk in slices without loading it; null when it is not there. */
  open(id: string): Promise<Blob | null>;
  /** Published archives with their sizes in bytes, in no particular order. */
  list(): Promise<{ id: string; sizeBytes: number }[]>;
  /** Ids of archives that were begun and neither published nor aborted, by this or any other tab. */
  listUnpublished(): Promise<string[]>;
  /** Deletes a published archive or an unpublished leftover. Deleting what is not there is not an error. */
  delete(id: string): Promise<void>;
}
