/** What went wrong, as code: stable, so that callers branch on it and tests name it. */
export type ErrorCode =
  | 'aborted'
  | 'archive-damaged'
  | 'archive-newer'
  | 'archive-too-large'
  | 'bad-answer'
  | 'bad-settings'
  | 'claim-lost'
  | 'columns-differ'
  | 'denied'
  | 'helper-missing'
  | 'identity-changed'
  | 'insecure-context'
  | 'interrupted'
  | 'invalid-credentials'
  | 'key-not-usable'
  | 'network'
  | 'not-an-archive'
  | 'not-a-project'
  | 'not-admin'
  | 'not-found'
  | 'nothing-to-back-up'
  | 'rate-limited'
  | 'restore-busy'
  | 'restore-changed'
  | 'restore-expired'
  | 'restore-refused'
  | 'secret-key'
  | 'server'
  | 'sign-in-required'
  | 'snapshot-busy'
  | 'snapshot-gone'
  | 'snapshot-too-large'
  | 'storage-failed'
  | 'storage-full'
  | 'timed-out'
  | 'trail-forked'
  | 'trail-gap'
  | 'trail-refused'
  | 'undo-impossible';

interface Details {
  /** What the person can do about it, one sentence. */
  hint?: string;
  cause?: unknown;
  /** True when the same call may succeed later unchanged. */
  retryable?: boolean;
  /** Least time to wait before the next try, in ms (a server's Retry-After). */
  retryAfterMs?: number;
}

/** The one error type of Holdfast: `message` says what happened, `hint` what to do, `code` is for programs. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint ?? null;
    this.retryable = details.retryable ?? false;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** True for the error that an aborted signal raises; such errors pass untouched through every layer. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The message and hint of any thrown value, for a record or a notice. */
export function describeError(error: unknown): { code: ErrorCode | null; message: string; hint: string | null } {
  if (error instanceof HoldfastError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: null, message: error instanceof Error ? error.message : String(error), hint: null };
}
