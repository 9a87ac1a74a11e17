import type { RestorePlan, RestoreRecord } from '../core/restore.ts';
import type { Services } from '../ports/Services.ts';

export interface ExecuteOptions {
  /** What the customer's application may show meanwhile, and after how many minutes it ends by itself; null leaves it alone. Helper only. */
  maintenance: { message: string; minutes: number } | null;
}

/** How the running phase goes, beside the record. */
export interface RestoreMoment {
  /** Share of the phase that is done, 0 to 1; null where it is not known. */
  share: number | null;
  /** Waits for the person to sign in again. */
  signIn: boolean;
  /** Whether aborting still stops it with nothing written. */
  cancellable: boolean;
}

/**
 * Carries out a plan that was rehearsed and confirmed. Decides nothing anew: where the project or the backup is not what the plan says, it
 * stops before anything is written.
 * @param signal cancels while `RestoreMoment.cancellable`: nothing was written then. Later it only ends the waiting for a lost answer.
 * @param onProgress gets a copy of the record after each change, and how the running phase goes.
 * @returns the final record; its state tells how it ended, also when it failed or was cancelled.
 * @throws HoldfastError `sign-in-required` when nobody is signed in, `restore-refused` for a plan with refusals, `restore-busy` when another
 *   tab of this browser restores into the project, `storage-failed` when not even the record can be kept.
 */
export async function executeRestore(
  _services: Services,
  _plan: RestorePlan,
  _signal: AbortSignal,
  _onProgress: (record: RestoreRecord, moment: RestoreMoment) => void,
  _options: ExecuteOptions,
): Promise<RestoreRecord> {
  throw new Error('Not yet.');
}
