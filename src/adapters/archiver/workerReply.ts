import { type ErrorCode, HoldfastError } from '../../core/HoldfastError.ts';

/** What a worker answers to a job. Errors travel as plain data: a structured clone would lose their code and hint. */
export type WorkerReply =
  | { ok: true; value: unknown }
  | { ok: false; message: string; code: ErrorCode | null; hint: string | null };

/** Packs whatever a job threw. */
export function packError(error: unknown): WorkerReply {
  if (error instanceof HoldfastError) return { ok: false, message: error.message, code: error.code, hint: error.hint };
  return { ok: false, message: error instanceof Error ? error.message : String(error), code: null, hint: null };
}

/** The error that a worker packed. */
export function unpackError(reply: WorkerReply & { ok: false }): Error {
  if (reply.code === null) return new Error(reply.message);
  return new HoldfastError(reply.code, reply.message, reply.hint === null ? {} : { hint: reply.hint });
}

/** The error of a job whose worker ended without an answer: out of memory, or its script could not be loaded. */
export function workerLost(cause: unknown): HoldfastError {
  return new HoldfastError('interrupted', 'A background worker of the browser stopped before it was done.', {
    hint: 'Reload the page and try again. If it happens again, close other tabs to free memory.',
    cause,
  });
}
