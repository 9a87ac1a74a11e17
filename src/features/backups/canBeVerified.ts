import type { BackupRecord } from '../../core/backup.ts';

/** Whether there should be a file to read again; one that is missing may be there again. */
export function canBeVerified({ archive, status, removed }: BackupRecord): boolean {
  return archive !== null && status !== 'in progress' && removed === null;
}
