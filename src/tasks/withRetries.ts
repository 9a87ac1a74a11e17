import { backoffMs, mostTries } from '../core/backoff.ts';
import { HoldfastError } from '../core/HoldfastError.ts';
import type { Clock } from '../ports/Clock.ts';
import type { Host } from '../ports/Host.ts';
import type { ProjectSession } from '../ports/Project.ts';

/** What a request may need while it is tried again. */
export interface RetryContext {
  session: ProjectSession;
  clock: Clock;
  host: Host;
  signal: AbortSignal;
  /** The run waits for its user to sign in again (true), or goes on (false). */
  onSignInNeeded: (waiting: boolean) => void;
}

/** Told before each wait, so that the next try can ask for less. `failures` counts from 1. */
export type OnFailure = (error: HoldfastError, failures: number) => void;

/**
 * Tries a request up to four times with growing, jittered pauses. Waiting for sign-in does not count as a try.
 * @throws the last error once the tries are used up, and at once errors that trying again cannot mend; AbortError.
 */
export async function withRetries<T>(
  context: RetryContext,
  request: () => Promise<T>,
  onFailure?: OnFailure,
): Promise<T> {
  let failures = 0;
  let signIns = 0;
  for (;;) {
    context.signal.throwIfAborted();
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof HoldfastError) || !error.retryable) throw error;
      if (error.code === 'sign-in-required') {
        // A session that seems to be back but is refused again must not be tried in a tight loop.
        if (signIns > 0) await context.clock.sleep(backoffMs(signIns, context.host.random(), null), context.signal);
        signIns += 1;
        await waitForSignIn(context);
        continue;
      }
      failures += 1;
      if (failures >= mostTries) throw error;
      onFailure?.(error, failures);
      await context.clock.sleep(backoffMs(failures, context.host.random(), error.retryAfterMs), context.signal);
    }
  }
}

async function waitForSignIn({ session, signal, onSignInNeeded }: RetryContext): Promise<void> {
  onSignInNeeded(true);
  try {
    await session.waitForSignIn(signal);
  } finally {
    onSignInNeeded(false);
  }
}
