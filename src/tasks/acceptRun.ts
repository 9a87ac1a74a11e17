import { HoldfastError } from '../core/HoldfastError.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Notes that a person accepts how a run ended: it no longer makes cleanup pause. Repeating it is safe.
 * @throws HoldfastError `not-found` when the run is not in the history, `storage-full`, `storage-failed`.
 */
export async function acceptRun(services: Services, id: string): Promise<void> {
  const { backups, project, clock } = services;
  const record = await backups.get(id);
  if (record === null || record.projectId !== project.id)
    throw new HoldfastError('not-found', 'This run is no longer in the history.');
  if (record.acceptedAt !== null) return;
  const acceptedAt = new Date(clock.now()).toISOString();
  const accepted = await backups.update(id, (found) => (found.acceptedAt === null ? { ...found, acceptedAt } : null));
  if (accepted === null) return;
  await recordAct(
    services,
    'accepted',
    id,
    'done',
    `Cleanup may go on in spite of ${record.filename} (${record.status}).`,
  );
}
