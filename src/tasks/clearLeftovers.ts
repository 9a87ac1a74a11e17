import type { ArchiveState, BackupRecord } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';
import { interruptRun } from './interruptRun.ts';
import { runLock } from './runLock.ts';

/**
 * Clears what a closed or crashed tab left behind: marks its run as interrupted and removes its unpublished bytes, and marks
 * archives whose bytes the browser has cleared as missing, and those that are there again as present. Runs of live tabs hold their lock and are left alone. Safe to call at any time, in several tabs.
 * What cannot be removed now, such as the file of a frozen tab, does not keep the rest from being cleared.
 * @returns how many runs were marked.
 * @throws HoldfastError `storage-failed`, after all that could be done.
 */
export async function clearLeftovers(services: Services): Promise<number> {
  let marked = 0;
  const steps = [
    async () => {
      marked = await interruptDead(services);
    },
    () => removeUnpublished(services),
    () => removeUnclaimed(services),
    () => checkPresence(services),
  ];
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return marked;
}

async function interruptDead(services: Services): Promise<number> {
  const { project, backups, lock } = services;
  let marked = 0;
  for (const record of await backups.list(project.id)) {
    if (record.status !== 'in progress' || (await lock.isHeld(runLock(record.id)))) continue;
    if (await interruptRun(services, record.id)) marked += 1;
  }
  return marked;
}

async function removeUnpublished({ store, lock }: Services): Promise<void> {
  for (const id of await store.listUnpublished()) if (!(await lock.isHeld(runLock(id)))) await store.delete(id);
}

/** Removes archives that no record claims: a frozen tab may have kept its file from being removed, or a tab was closed in the middle of it. */
async function removeUnclaimed({ project, backups, store, lock }: Services): Promise<void> {
  // One reading for most; archives of other projects lie here too. Bytes without any record are left alone: nobody knows whose they are.
  const known = new Map((await backups.list(project.id)).map((record) => [record.id, record]));
  for (const { id } of await store.list()) {
    if (claims(known.get(id) ?? null) || (await lock.isHeld(runLock(id)))) continue;
    const record = await backups.get(id);
    if (record !== null && !claims(record)) await store.delete(id);
  }
}

/** Whether a record has, or may come to have, the archive of its id. */
function claims(record: BackupRecord | null): boolean {
  if (record === null) return false;
  return record.status === 'in progress' || (record.archive !== null && record.removed === null);
}

/**
 * Compares what records say with what is there, both ways: a browser that lost sight of its files for a moment has them again, and a
 * deletion that was cut before the bytes went has deleted nothing.
 */
async function checkPresence({ project, backups, store }: Services): Promise<void> {
  const sizes = new Map((await store.list()).map(({ id, sizeBytes }) => [id, sizeBytes]));
  for (const record of await backups.list(project.id)) {
    if (!isOutdated(record, sizes.get(record.id))) continue;
    // Looked at once more, since another tab may have published or deleted it meanwhile.
    const file = await store.open(record.id);
    await backups.update(record.id, (latest) =>
      latest.archive === null || !isOutdated(latest, file?.size)
        ? null
        : { ...latest, archive: { ...latest.archive, bytes: bytesNow(latest.archive) } },
    );
  }
}

/** Whether the record is wrong about its archive being there; `sizeBytes` is of the file that was found. */
function isOutdated({ archive, removed }: BackupRecord, sizeBytes: number | undefined): boolean {
  if (archive === null || removed !== null || archive.bytes === 'corrupt') return false;
  return (sizeBytes === archive.sizeBytes) !== (archive.bytes === 'present');
}

/** What an archive is called when the record was wrong about it. One that was corrupt before it went is so when it is there again. */
function bytesNow({ bytes, faults }: ArchiveState): ArchiveState['bytes'] {
  if (bytes === 'present') return 'missing';
  return faults.length > 0 ? 'corrupt' : 'present';
}
