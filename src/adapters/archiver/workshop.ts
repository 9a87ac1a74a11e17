import type { CheckedEntry, CheckJob, DeflatedEntry, DeflateJob, ReadJob } from './jobs.ts';
import type { PartAnswer, PartJob, PartJobKind } from './partJobs.ts';

/** Hashes streams of bytes that arrive in pieces. Ended for good by the signal that it was made with. */
export interface StreamHasher {
  /** Hashes the bytes in the order of the calls and hands them back: their buffer may have moved meanwhile. */
  append(stream: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Digest of all that was appended before this call; lower-case hex. */
  digest(stream: string): Promise<string>;
  /** Gives its worker back. */
  close(): void;
}

/** Where the jobs of the archiver are done: in workers, or in tests in place. All reject with the signal's reason on abort. */
export interface Workshop {
  deflate(job: DeflateJob, signal: AbortSignal): Promise<DeflatedEntry>;
  check(job: CheckJob, signal: AbortSignal | undefined): Promise<CheckedEntry>;
  extract(job: ReadJob, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>>;
  /** One of the jobs on stored parts. */
  part<K extends PartJobKind>(name: K, job: PartJob<K>, signal: AbortSignal | undefined): Promise<PartAnswer<K>>;
  openHasher(signal: AbortSignal): StreamHasher;
}
