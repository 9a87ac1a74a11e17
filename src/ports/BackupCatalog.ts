import type { BackupRecord } from '../core/backup.ts';

/** The records of all runs, shared by all tabs of this browser. */
export interface BackupCatalog {
  /** Records of one project, newest first. */
  list(projectId: string): Promise<BackupRecord[]>;
  get(id: string): Promise<BackupRecord | null>;
  /**
   * Inserts or replaces a record. Resolves once it is on disk (strict durability) unless `relaxed`, meant for progress figures.
   * @throws HoldfastError `storage-full` or `storage-failed`.
   */
  put(record: BackupRecord, options?: { relaxed?: boolean }): Promise<void>;
  /** Deleting what is not there is not an error. */
  delete(id: string): Promise<void>;
  /** Calls back after any change, made here or in another tab. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
}
