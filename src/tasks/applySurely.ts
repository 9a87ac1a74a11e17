import { HoldfastError, isAbort } from '../core/HoldfastError.ts';
import type { ApplyReport } from '../ports/RestoreServer.ts';
import { type RetryContext, withRetries } from './withRetries.ts';

/** What became of a restore's one transaction. `undone`: somebody took it back since. `unknown`: the project could not be asked. */
export type Applied =
  | { kind: 'applied'; report: ApplyReport; undone: boolean }
  | { kind: 'not applied'; error: unknown }
  | { kind: 'unknown'; error: unknown };

/** Pause between two questions what became of it, ms. */
const pollMs = 3_000;
/** Questions in a row that may fail: with their own tries, some ten minutes without a connection. */
const mostFailures = 20;

const never = new AbortController().signal;

/** Whether a failed call certainly had no effect: the database said no, or the request never was let through. */
function isVerdict(error: unknown): boolean {
  if (!(error instanceof HoldfastError) || error.retryable) return false;
  return error.code !== 'bad-answer' && error.code !== 'server';
}

/**
 * Has the staged rows of a restore written, once, and does not guess: where the answer is lost, it asks until it is known.
 * @param context its signal ends the waiting, for a sign-in or for a lost answer; it does not stop what was sent.
 * @param onLost called when the answer is lost.
 */
export async function applySurely(context: RetryContext, id: string, onLost: () => Promise<void>): Promise<Applied> {
  const outcome = await call(context, () => context.session.restore.apply(id, never));
  if (outcome.kind === 'answered') return { kind: 'applied', report: outcome.report, undone: false };
  // Where something on the way sent it twice, the restore that is busy may be this one.
  if (outcome.kind === 'refused' && !isBusy(outcome.error)) return { kind: 'not applied', error: outcome.error };
  await onLost();
  return await askWhatBecame(context, id, outcome.error);
}

/** Times that undoing is asked for until an answer comes. */
const mostUndoTries = 4;

/**
 * Has a restore taken back. Asking twice does it once, so a lost answer is asked for again, when what was asked first is over.
 * @throws what the project says against it; HoldfastError `network` and its like when no answer can be had.
 */
export async function undoSurely(context: RetryContext, id: string): Promise<ApplyReport> {
  const { session, clock, signal } = context;
  for (let tries = 1; ; tries += 1) {
    const outcome = await call(context, () => session.restore.undo(id, never));
    if (outcome.kind === 'answered') return outcome.report;
    const stillAtWork = tries > 1 && isBusy(outcome.error);
    if ((outcome.kind === 'refused' && !stillAtWork) || tries === mostUndoTries) throw outcome.error;
    do await clock.sleep(pollMs, signal);
    while ((await withRetries(context, () => session.restore.status(id, signal))).running);
  }
}

const isBusy = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && error.code === 'restore-busy';

type Outcome = { kind: 'answered'; report: ApplyReport } | { kind: 'refused' | 'lost'; error: unknown };

/** Sends it once; again only where it was not let in for want of a sign-in. */
async function call(context: RetryContext, request: () => Promise<ApplyReport>): Promise<Outcome> {
  try {
    return await withRetries<Outcome>(context, async () => {
      try {
        return { kind: 'answered', report: await request() };
      } catch (error) {
        if (error instanceof HoldfastError && error.code === 'sign-in-required') throw error;
        return { kind: isVerdict(error) ? 'refused' : 'lost', error };
      }
    });
  } catch (error) {
    return { kind: 'refused', error }; // it waited for a sign-in, and was never sent
  }
}

/**
 * Asks the project until it is known what became of a restore. What was staged and not applied is dropped, so that a request which is still on
 * its way cannot write it after it was said that nothing was written.
 * @param lost why the answer is not known; null when nobody waited for one.
 */
export async function askWhatBecame(context: RetryContext, id: string, lost: unknown): Promise<Applied> {
  const { session, clock, signal } = context;
  let failures = 0;
  let last: unknown = lost;
  while (failures < mostFailures) {
    try {
      const { state, running, report } = await withRetries(context, () => session.restore.status(id, signal));
      if (report !== null) return { kind: 'applied', report, undone: state === 'undone' };
      if (state === 'unknown' && !running) return { kind: 'not applied', error: nothingWritten(lost) };
      if (state === 'begun' && !running) await withRetries(context, () => session.restore.end(id, signal));
      failures = 0;
    } catch (error) {
      last = error;
      if (isAbort(error) || isVerdict(error)) break;
      failures += 1;
    }
    try {
      await clock.sleep(pollMs, signal);
    } catch {
      break; // whoever waited gave up
    }
  }
  return { kind: 'unknown', error: last };
}

function nothingWritten(lost: unknown): HoldfastError {
  const why = lost instanceof HoldfastError ? `${lost.message} ` : '';
  const code = lost instanceof HoldfastError ? lost.code : 'interrupted';
  const hint = code === 'interrupted' ? 'Restore again.' : 'Restore again when the connection is back.';
  return new HoldfastError(code, `${why}The project was asked: nothing was written.`, {
    // A table that is in use says what helps.
    hint: (isBusy(lost) ? lost.hint : null) ?? hint,
    cause: lost,
  });
}
