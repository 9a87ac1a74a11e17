import type { Services } from '../ports/Services.ts';
import { interruptRun } from './interruptRun.ts';
import { runLock } from './runLock.ts';

/**
 * Clears what a closed or crashed tab left behind: marks its run as interrupted and removes its unpublished bytes, and marks
 * archives whose bytes the browser has cleared as missing. Runs of live tabs hold their lock and are left alone. Safe to call at any time, in several tabs.
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
    () => markMissing(services),
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
async function removeUnclaimed({ backups, store, lock }: Services): Promise<void> {
  for (const { id } of await store.list()) {
    const record = await backups.get(id);
    if (record === null || record.status === 'in progress') continue;
    if (record.archive !== null && record.removed === null) continue;
    if (!(await lock.isHeld(runLock(id)))) await store.delete(id);
  }
}

/** Compares what records claim with what is there. */
async function markMissing({ project, backups, store }: Services): Promise<void> {
  const sizes = new Map((await store.list()).map(({ id, sizeBytes }) => [id, sizeBytes]));
  for (const record of await backups.list(project.id)) {
    if (record.archive?.bytes !== 'present' || sizes.get(record.id) === record.archive.sizeBytes) continue;
    // Looked at once more, since another tab may have published or deleted it meanwhile.
    const archive = await store.open(record.id);
    const latest = await backups.get(record.id);
    if (latest?.archive?.bytes !== 'present' || archive?.size === latest.archive.sizeBytes) continue;
    await backups.put({ ...latest, archive: { ...latest.archive, bytes: 'missing' } });
  }
}
