import type { RestoreRecord } from '../core/restore.ts';

/** The records of restores, shared by all tabs of this browser. */
export interface RestoreLog {
  /** All records of one project, newest first; of the same instant the greater id first. */
  list(projectId: string): Promise<RestoreRecord[]>;
  get(id: string): Promise<RestoreRecord | null>;
  /**
   * Inserts or replaces a record, and resolves once it is on disk (strict durability).
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  put(record: RestoreRecord): Promise<void>;
  /** Calls back after any change of a record, made here or in another tab. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}
