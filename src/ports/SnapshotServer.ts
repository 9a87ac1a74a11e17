import type { Snapshot } from '../core/snapshot.ts';
import type { TableName } from '../core/tableName.ts';

/** What a snapshot is to hold. */
export interface SnapshotRequest {
  /** Chosen by the caller, a UUID: asking twice with one id makes one snapshot. */
  id: string;
  tables: readonly TableName[];
  /** The schemas of its catalog. */
  schemas: readonly string[];
  /** Most that the tables may take up on the project's disk. */
  mostBytes: number;
  /** Bytes of JSON that a page aims at. */
  pageBytes: number;
}

/** The part of the helper that reads tables at one moment and keeps them until they are fetched. Only who began a snapshot reaches it. */
export interface SnapshotServer {
  /**
   * Reads all the tables in one transaction. Takes as long as reading them takes, up to five minutes; then the answer may be lost on the way
   * (`timed-out`, `network`, `server`) and `find` tells. Repeating it is safe. Cancelling leaves the project at work: call `end`.
   * @throws HoldfastError `snapshot-too-large` (more than `mostBytes`), `snapshot-busy` (retryable: it is being read, or a table was altered
   *   at this moment), `helper-missing` (none, or one that is too old), `timed-out` (not retryable: five minutes were not enough); as
   *   `TableReader.readPage`; AbortError.
   */
  begin(request: SnapshotRequest, signal: AbortSignal): Promise<Snapshot>;
  /** What became of a snapshot: it is there, it is still being read, or (null) there is none. @throws as `TableReader.readPage`. */
  find(id: string, signal: AbortSignal): Promise<Snapshot | 'reading' | null>;
  /** Drops it; one that is being read stops at its next page. Nothing happens where there is none. @throws as `TableReader.readPage`. */
  end(id: string, signal: AbortSignal): Promise<void>;
}
