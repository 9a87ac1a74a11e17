import type { BackupRecord } from '../core/backup.ts';

/** A slot of the record's project, and the fencing token under which its run began. */
export interface Claim {
  slotId: string;
  token: number;
}

/** The records of all runs, shared by all tabs of this browser. */
export interface BackupCatalog {
  /** All records of one project, newest first; of the same instant the greater id first. */
  list(projectId: string): Promise<BackupRecord[]>;
  /**
   * The newest `count` records of one project, or of those made before the instant `before` (ISO 8601), in the order of `list`. Records of
   * the same instant come together, so it may be some more; fewer than `count` are the last. So a long list can be shown while it is read.
   */
  page(projectId: string, count: number, before?: string): Promise<BackupRecord[]>;
  get(id: string): Promise<BackupRecord | null>;
  /**
   * Inserts or replaces a record. Resolves once it is on disk (strict durability) unless `relaxed`, meant for progress figures.
   * With a `claim` it is stored only if that slot's record still has this token and is not ended, in one transaction with the look at it.
   * @throws HoldfastError `storage-full` or `storage-failed`; `claim-lost` when another tab has taken the slot over.
   */
  put(record: BackupRecord, options?: { relaxed?: boolean; claim?: Claim }): Promise<void>;
  /**
   * Changes a record by what it is at that moment: in one transaction, so that nothing that another task or tab writes is lost. `change`
   * returns the record as it shall be, or null to leave it alone; it may be called more than once, and does nothing else.
   * @returns what was written; null when there is no such record, or it was left alone. @throws as `put`, but for `claim-lost`.
   */
  update(id: string, change: (record: BackupRecord) => BackupRecord | null): Promise<BackupRecord | null>;
  /** Deleting what is not there is not an error. */
  delete(id: string): Promise<void>;
  /**
   * Calls back after any change, made here or in another tab, with the ids of the records that changed or are gone, of whatever project;
   * null when it is not known which. Returns the function that ends it.
   */
  subscribe(listener: (ids: readonly string[] | null) => void): () => void;
}
