import type { BackupRecord, Pin } from '../core/backup.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Pins backups, so that cleanup neither counts nor removes them; one that is pinned gets the new note.
 * Runs without an archive, removed ones and those in progress have nothing to pin and are left as they are.
 * @throws HoldfastError `storage-full` or `storage-failed`; those before it stay pinned.
 */
export async function pinBackups(
  services: Services,
  ids: readonly string[],
  note: string,
  by: Pin['by'] = 'person',
): Promise<void> {
  for (const id of ids) {
    const pin: Pin = { at: new Date(services.clock.now()).toISOString(), by, note: note.trim() };
    const record = await services.backups.update(id, (found) =>
      !isOwn(services, found) || found.archive === null || found.status === 'in progress' ? null : { ...found, pin },
    );
    if (record === null) continue;
    const words = pin.note === '' ? '.' : `: ${pin.note}`;
    await recordAct(services, 'pin', record.id, 'done', `Pinned ${record.filename}${words}`);
  }
}

/**
 * Takes the pins off; backups without one stay as they are.
 * @throws HoldfastError `storage-full` or `storage-failed`; those before it stay unpinned.
 */
export async function unpinBackups(services: Services, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const record = await services.backups.update(id, (found) =>
      isOwn(services, found) && found.pin !== null ? { ...found, pin: null } : null,
    );
    if (record === null) continue;
    await recordAct(services, 'unpin', record.id, 'done', `Unpinned ${record.filename}.`);
  }
}

/** Whether it is a backup of this project that was not removed. */
function isOwn({ project }: Services, { projectId, removed }: BackupRecord): boolean {
  return projectId === project.id && removed === null;
}
