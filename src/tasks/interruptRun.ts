import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Marks the run of a closed or frozen tab as interrupted and removes its bytes; false when it has ended by itself.
 * @throws HoldfastError `storage-failed`.
 */
export async function interruptRun(services: Services, id: string): Promise<boolean> {
  const { backups, store, clock } = services;
  const record = await backups.get(id);
  if (record?.status !== 'in progress') return false;
  try {
    await store.delete(id);
  } catch (error) {
    // A frozen tab keeps its file locked. What is not published is cleared when that tab wakes or is gone.
    console.warn('The bytes of an interrupted run could not be removed yet.', error);
  }
  await backups.put({
    ...record,
    status: 'interrupted',
    finishedAt: new Date(clock.now()).toISOString(),
    error: {
      code: 'interrupted',
      message: 'The tab was closed while the backup ran.',
      hint: 'Older backups are untouched.',
    },
  });
  await recordAct(services, 'leftovers-cleared', id, 'interrupted', `${record.filename} was interrupted.`);
  return true;
}
