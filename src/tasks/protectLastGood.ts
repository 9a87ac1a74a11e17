import { describeError } from '../core/HoldfastError.ts';
import { type Pause, planRetention } from '../core/planRetention.ts';
import type { Services } from '../ports/Services.ts';
import { pinBackups } from './pinBackups.ts';

/**
 * Pins the last good backup as soon as a run has found that a table lost its rows. Cleanup compares the newest run with the one before
 * it, so after one more run the loss would no longer show, and the backup that still has the rows would go with the others.
 * Never rejects: the run that has just ended counts, whether or not this could be done.
 */
export async function protectLastGood(services: Services): Promise<void> {
  const { backups, settings, clock, project } = services;
  try {
    const { retention } = await settings.load(project.id);
    const { paused } = planRetention(await backups.list(project.id), retention, clock.now());
    if (paused?.reason === 'lost-rows') await pinLastGood(services, paused);
  } catch (error) {
    console.warn('Whether rows were lost could not be checked:', describeError(error).message);
  }
}

/** Pins what a pause calls the last good backup, unless it is pinned. @throws HoldfastError `storage-full`, `storage-failed`. */
export async function pinLastGood(services: Services, { goodId, message }: Pause): Promise<void> {
  const good = goodId === null ? null : await services.backups.get(goodId);
  if (good === null || good.pin !== null) return;
  await pinBackups(services, [good.id], `Pinned when cleanup paused. ${message}`, 'retention');
}
