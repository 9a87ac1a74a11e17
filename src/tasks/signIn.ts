import type { SignInResult } from '../ports/Project.ts';
import type { Services } from '../ports/Services.ts';
import { recordAct } from './recordAct.ts';

/**
 * Signs a person in and notes it, refusals included. What was typed is never noted: it may be a password in the wrong field.
 * @throws HoldfastError `storage-full` or `storage-failed` when the note could not be written; the person may be signed in by then.
 */
export async function signIn(
  services: Pick<Services, 'audit' | 'clock' | 'project'>,
  email: string,
  password: string,
): Promise<SignInResult> {
  const result = await services.project.signIn(email.trim(), password);
  if (result.ok) await recordAct(services, 'sign-in', null, 'done', 'Signed in.');
  else if (result.reason !== 'unreachable') {
    await recordAct(services, 'sign-in', null, 'refused', `A sign-in was refused: ${result.reason}.`);
  }
  return result;
}
