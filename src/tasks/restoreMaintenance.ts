import { describeError, HoldfastError } from '../core/HoldfastError.ts';
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

/** Ends what `turnMaintenanceOn` began, also after a restore that was cancelled. @throws HoldfastError that says until when it stays on. */
export async function turnMaintenanceOff(run: RestoreRun): Promise<void> {
  const until = run.record.maintenanceUntil;
  try {
    await endMaintenance(run.context);
    await run.note({ maintenanceUntil: null });
  } catch (cause) {
    const why = describeError(cause).message;
    const message = `It could not be turned off, and ends by itself${until === null ? '' : ` at ${until}`}. ${why}`;
    throw new HoldfastError('server', message, { cause });
  }
}

/** @throws as RestoreServer; AbortError, but not for a signal that had aborted before. */
export async function endMaintenance(context: RetryContext): Promise<void> {
  const turnOff = ({ session, signal }: RetryContext) => session.restore.setMaintenance(false, '', 1, signal);
  if (!context.signal.aborted) {
    await withRetries(context, () => turnOff(context));
    return;
  }
  // Whoever cancelled does not wait for a sign-in any more.
  const waitForSignIn = () =>
    Promise.reject(new HoldfastError('sign-in-required', 'Somebody has to sign in to turn it off.'));
  const last = { ...context, session: { ...context.session, waitForSignIn }, signal: new AbortController().signal };
  await withRetries(last, () => turnOff(last));
}
