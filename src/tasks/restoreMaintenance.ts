import { describeError, HoldfastError } from '../core/HoldfastError.ts';
import type { RestoreRecord } from '../core/restore.ts';
import { phaseOf } from '../core/restoreRecord.ts';
import type { Maintenance } from '../ports/RestoreServer.ts';
import type { RestoreRun } from './restoreRun.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/**
 * Has the project say that it is being maintained. Where it says so already, it is left alone, and is not turned off later.
 * @throws as RestoreServer, AbortError.
 */
export async function turnMaintenanceOn(
  run: RestoreRun,
  { message, minutes }: { message: string; minutes: number },
): Promise<void> {
  const { services, context } = run;
  const { restore } = context.session;
  const known = await withRetries(context, () => restore.maintenance(context.signal));
  if (known.on) return run.say('It was on already, and stays as it is.');
  // Noted before it is done: whatever happens, somebody turns it off again.
  await run.note({ maintenanceUntil: new Date(services.clock.now() + minutes * 60_000).toISOString() });
  const { until } = await withRetries(context, () => restore.setMaintenance(true, message, minutes, context.signal));
  await run.note({ maintenanceUntil: until });
}

/**
 * Ends what `turnMaintenanceOn` began, also after a restore that was cancelled.
 * @throws HoldfastError that says until when it stays on, also where it is not this restore's any more.
 */
export async function turnMaintenanceOff(run: RestoreRun): Promise<void> {
  const until = run.record.maintenanceUntil;
  let others: string | null;
  try {
    others = await endOwnMaintenance(run.context, run.record);
    await run.note({ maintenanceUntil: null });
  } catch (cause) {
    const why = describeError(cause).message;
    const message = `It could not be turned off, and ends by itself${until === null ? '' : ` at ${until}`}. ${why}`;
    throw new HoldfastError('server', message, { cause });
  }
  if (others !== null) throw new HoldfastError('restore-refused', others);
}

/** How far clocks and tries may be apart where the project never answered until when it is on, ms. */
const toleranceMs = 10 * 60_000;

/** Whether what is on is what the restore turned on: nobody may rely on it any more. */
function isOwn({ on, until }: Maintenance, record: RestoreRecord): boolean {
  if (!on || until === null || record.maintenanceUntil === null) return false;
  if (phaseOf(record, 'maintenance on')?.state === 'done') return until === record.maintenanceUntil;
  return Math.abs(Date.parse(until) - Date.parse(record.maintenanceUntil)) < toleranceMs;
}

/**
 * Ends maintenance where it is still that of the restore.
 * @returns null when it is off; a sentence that says until when it stays on, where somebody turned it on anew.
 * @throws as RestoreServer; AbortError, but not for a signal that had aborted before.
 */
export async function endOwnMaintenance(context: RetryContext, record: RestoreRecord): Promise<string | null> {
  const lasting = context.signal.aborted ? unstopped(context) : context;
  const { session, signal } = lasting;
  const known = await withRetries(lasting, () => session.restore.maintenance(signal));
  if (!known.on) return null;
  if (!isOwn(known, record)) {
    const end = known.until === null ? '' : ` until ${known.until}`;
    return `It was turned on anew since this restore began, and stays on${end}.`;
  }
  await withRetries(lasting, () => session.restore.setMaintenance(false, '', 1, signal));
  return null;
}

/** Whoever cancelled does not wait for a sign-in any more. */
function unstopped(context: RetryContext): RetryContext {
  const waitForSignIn = () =>
    Promise.reject(new HoldfastError('sign-in-required', 'Somebody has to sign in to turn it off.'));
  return { ...context, session: { ...context.session, waitForSignIn }, signal: new AbortController().signal };
}
