import type { BackupChanges, BackupRecord } from '../core/backup.ts';
import { changesSince } from '../core/backupChanges.ts';
import type { Services } from '../ports/Services.ts';
import { compareBackups } from './compareBackups.ts';
import { jobLock } from './runLock.ts';

/** How often it is looked whether a job has ended, ms. */
const lookMs = 2_000;

/**
 * What changed in the newest good backup since the one before it of the same scope. Found once, then kept in its record (`changes`), where
 * every tab sees it. Waits until no job runs, and reads one part at a time, to leave the machine to other work.
 * @returns null when there are no two backups to compare, or it was known already.
 * @throws HoldfastError `archive-damaged`, `storage-failed`; AbortError.
 */
export async function findChanges(services: Services, signal: AbortSignal): Promise<BackupChanges | null> {
  const { backups, project, lock, clock } = services;
  while (await lock.isHeld(jobLock(project.id))) await clock.sleep(lookMs, signal);
  const [newest, ...older] = (await backups.list(project.id)).filter(isGood);
  const before = older.find(({ scope }) => scope === newest?.scope);
  if (newest === undefined || before === undefined || newest.changes !== null) return null;
  const request = { before: before.id, after: newest.id, partsAtOnce: 1 };
  const comparison = await compareBackups(services, request, signal);
  const changes = changesSince(before, newest, comparison.tables);
  await comparison.dispose();
  signal.throwIfAborted();
  const noted = await backups.update(newest.id, (latest) =>
    latest.removed !== null || latest.changes !== null ? null : { ...latest, changes },
  );
  return noted === null ? null : changes;
}

/** A backup of this project that was read, with its file. */
function isGood({ status, archive, removed, imported }: BackupRecord): boolean {
  if (imported !== null || removed !== null || archive?.bytes !== 'present') return false;
  return status === 'completed' || status === 'unproven' || status === 'partial';
}
