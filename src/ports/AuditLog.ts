/** Acts that leave an entry. */
export type AuditAction =
  | 'sign-in'
  | 'sign-out'
  | 'backup-started'
  | 'backup-ended'
  | 'download'
  | 'export'
  | 'deletion'
  | 'cleanup'
  | 'pin'
  | 'unpin'
  | 'accepted'
  | 'settings-changed'
  | 'leftovers-cleared';

export interface AuditEntry {
  projectId: string;
  /** ISO instant in UTC. */
  at: string;
  who: { id: string; email: string } | null;
  action: AuditAction;
  backupId: string | null;
  /** In a word: done, refused, or the status that a run ended with. */
  result: string;
  /** Plain sentence for people. No secrets. */
  details: string;
}

/** The trail of acts on data in this browser: append-only. */
export interface AuditLog {
  /** Appends and resolves once on disk. @throws HoldfastError `storage-full` or `storage-failed`. */
  append(entry: AuditEntry): Promise<void>;
  /** Entries of one project, newest first, at most `limit` (default 1,000). */
  list(projectId: string, limit?: number): Promise<AuditEntry[]>;
  subscribe(listener: () => void): () => void;
}
