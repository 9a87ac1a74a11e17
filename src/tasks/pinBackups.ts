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
  for await (const record of findAll(services, ids)) {
    if (record.archive === null || record.status === 'in progress') continue;
    const at = new Date(services.clock.now()).toISOString();
    const pin: Pin = { at, by, note: note.trim() };
    await services.backups.put({ ...record, pin });
    const words = pin.note === '' ? '.' : `: ${pin.note}`;
    await recordAct(services, 'pin', record.id, 'done', `Pinned ${record.filename}${words}`);
  }
}

/**
 * Takes the pins off; backups without one stay as they are.
 * @throws HoldfastError `storage-full` or `storage-failed`; those before it stay unpinned.
 */
export async function unpinBackups(services: Services, ids: readonly string[]): Promise<void> {
  for await (const record of findAll(services, ids)) {
    if (record.pin === null) continue;
    await services.backups.put({ ...record, pin: null });
    await recordAct(services, 'unpin', record.id, 'done', `Unpinned ${record.filename}.`);
  }
}

/** Each record is read just before it is changed. */
async function* findAll({ backups, project }: Services, ids: readonly string[]): AsyncGenerator<BackupRecord> {
  for (const id of ids) {
    const record = await backups.get(id);
    if (record !== null && record.projectId === project.id && record.removed === null) yield record;
  }
}
