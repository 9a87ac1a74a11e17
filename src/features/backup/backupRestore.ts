/** The ways from a backup to restoring it. */
export interface BackupRestore {
  href(backupId: string): string;
  /** Goes on with rows of a table that were ticked, by their numbers in it. */
  onRows(backupId: string, table: string, rows: readonly number[]): void;
}
