import { archiveFacts } from '../core/actFacts.ts';
import { withoutBytes } from '../core/backup.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Hands the archive to the person as a file, streamed from this browser's storage.
 * @throws HoldfastError `not-found` when the bytes are not in this browser (the record is then marked as missing).
 */
export async function downloadBackup(services: Services, id: string): Promise<void> {
  const { backups, store, host } = services;
  const record = await backups.get(id);
  if (record === null) throw new HoldfastError('not-found', 'This backup is no longer in the history.');
  const archive = record.archive === null ? null : await store.open(id);
  if (archive === null || archive.size !== record.archive?.sizeBytes) {
    await backups.update(id, withoutBytes);
    throw new HoldfastError('not-found', `${record.filename} is not in this browser.`, {
      hint: 'The browser may have cleared its storage. Other backups are untouched.',
    });
  }
  host.download(archive, record.filename);
  await recordAct(services, 'download', id, 'done', `Downloaded ${record.filename}.`, { facts: archiveFacts(record) });
}
