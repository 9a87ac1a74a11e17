import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Notes that the person signs out, then signs them out. A run that is on waits for them to come back.
 * @throws HoldfastError `storage-full` or `storage-failed`; then nobody was signed out.
 */
export async function signOut(services: Pick<Services, 'audit' | 'clock' | 'project'>): Promise<void> {
  await recordAct(services, 'sign-out', null, 'done', 'Signed out.');
  await services.project.signOut();
}
