import { z } from 'zod';
import { type ErrorCode, HoldfastError } from '../../core/HoldfastError.ts';

const body = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  details: z.string().nullish().catch(null),
  hint: z.string().nullish(),
});

/** What PostgREST or Postgres said, apart from the translation: `cause` of the errors made here. */
export interface ServerComplaint {
  status: number;
  /** SQLSTATE or PGRST code; null when the body held none. */
  code: string | null;
  message: string;
  /** What Postgres adds, such as the key that a constraint names. */
  details: string | null;
  hint: string | null;
}

async function readComplaint(response: Response): Promise<ServerComplaint> {
  const text = await response.text();
  try {
    const parsed = body.parse(JSON.parse(text));
    const { code = null, message, details, hint } = parsed;
    return {
      status: response.status,
      code,
      message: message ?? '',
      details: details || null,
      hint: hint || null,
    };
  } catch {
    // A proxy's own page, not the project's answer: the status is all that it says.
    return { status: response.status, code: null, message: '', details: null, hint: null };
  }
}

/** The complaint behind an error that came from a response; null for other errors. */
export function complaintOf(error: unknown): ServerComplaint | null {
  if (!(error instanceof HoldfastError)) return null;
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'status' in cause ? (cause as ServerComplaint) : null;
}

/** What `holdfast_append_audit` refuses, by the SQLSTATE that it raises. */
const trailErrors: Record<string, { code: ErrorCode; message: string }> = {
  HFA01: { code: 'trail-gap', message: 'The project lacks earlier entries of this audit trail.' },
  HFA02: { code: 'trail-forked', message: 'The project has other entries in the place of these.' },
  HFA03: {
    code: 'trail-refused',
    message: 'The project did not take an entry, because its digest is not that of its content.',
  },
};

/**
 * The error that a response other than 2xx stands for. Codes differ between PostgREST versions, so status and code sets
 * are matched together. https://postgrest.org/en/stable/references/errors.html
 */
export async function errorFromResponse(response: Response): Promise<HoldfastError> {
  const complaint = await readComplaint(response);
  const { status, code, message } = complaint;
  const details = { cause: complaint };
  if (status === 401)
    return new HoldfastError('sign-in-required', 'Sign in again to go on.', { ...details, retryable: true });
  if (code === '57014' || status === 408 || status === 504 || status === 522 || status === 524) {
    return new HoldfastError('timed-out', 'The project took too long to answer.', { ...details, retryable: true });
  }
  if (status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const wait = Number.isFinite(seconds) ? { retryAfterMs: Math.min(seconds, 120) * 1000 } : {};
    return new HoldfastError('rate-limited', 'The project asked to slow down.', {
      ...details,
      ...wait,
      retryable: true,
    });
  }
  if (code === '42501' || status === 403)
    return new HoldfastError('denied', message || 'You may not do this.', details);
  if (status === 404 && code === 'PGRST202') {
    return new HoldfastError('helper-missing', 'The helper is not installed in this project.', details);
  }
  if (code === 'PGRST205' || code === '42P01' || code === 'PGRST106') {
    return new HoldfastError('not-found', 'The project has no such table, or does not expose its schema.', details);
  }
  const refusal = trailErrors[code ?? ''];
  if (refusal !== undefined) {
    const hint = 'Check the audit trail: it says which entry was changed.';
    return new HoldfastError(refusal.code, refusal.message, { ...details, hint });
  }
  if (status >= 500) {
    return new HoldfastError('server', `The project answered with an error (${status}).`, {
      ...details,
      retryable: true,
    });
  }
  return new HoldfastError('server', message || `The project answered with status ${status}.`, details);
}
