import { HoldfastError, isAbort } from '../../core/HoldfastError.ts';
import type { AuthSession } from './authSession.ts';
import { errorFromResponse } from './errorFromResponse.ts';

/** Longest silence of a request before it counts as timed out, ms: hosted projects end every request after 60 s. */
export const defaultStallMs = 65_000;

export interface GuardedRequest {
  /** Path and query below the project's URL. */
  path: string;
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** JSON that is sent byte for byte, in place of `body`. */
  json?: Blob | Uint8Array<ArrayBuffer>;
}

/**
 * Sends requests as one user or not at all. `read` takes the body while it arrives and calls `touch` at every chunk, so that
 * a slow but living answer is not taken for a dead one.
 * @throws HoldfastError for every status but 2xx (see errorFromResponse), `network`, `timed-out` after a silence,
 *   `sign-in-required`, `identity-changed`; AbortError.
 */
export type GuardedFetch = <T>(
  request: GuardedRequest,
  signal: AbortSignal,
  read: (response: Response, touch: () => void) => Promise<T>,
) => Promise<T>;

interface GuardOptions {
  url: string;
  publishableKey: string;
  auth: AuthSession;
  userId: string;
  stallMs: number;
}

/** A signal that also aborts after a silence of `limitMs`; `touch` says that something arrived. */
function silenceGuard(signal: AbortSignal, limitMs: number) {
  const silence = new AbortController();
  let heardAtMs = performance.now();
  // One timer that looks again, rather than a new one at every chunk.
  const look = () => {
    const leftMs = heardAtMs + limitMs - performance.now();
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else silence.abort(new HoldfastError('timed-out', 'The project stopped answering.', { retryable: true }));
  };
  let timer = setTimeout(look, limitMs);
  return {
    signal: AbortSignal.any([signal, silence.signal]),
    touch() {
      heardAtMs = performance.now();
    },
    end: () => clearTimeout(timer),
  };
}

export function createGuardedFetch({ url, publishableKey, auth, userId, stallMs }: GuardOptions): GuardedFetch {
  async function send(request: GuardedRequest, signal: AbortSignal, token: string): Promise<Response> {
    const headers: Record<string, string> = {
      ...request.headers,
      apikey: publishableKey,
      authorization: `Bearer ${token}`,
    };
    const init: RequestInit = { method: request.method ?? 'GET', headers, signal, credentials: 'omit' };
    // Not for calls: it would make Chromium ask permission (a preflight) before each of them instead of once.
    if (request.method !== 'POST') init.cache = 'no-store';
    if (request.json !== undefined || request.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = request.json ?? JSON.stringify(request.body);
    }
    return await fetch(`${url}${request.path}`, init);
  }

  return async (request, signal, read) => {
    signal.throwIfAborted();
    const guard = silenceGuard(signal, stallMs);
    try {
      const token = await auth.token(userId, guard.signal);
      let response = await send(request, guard.signal, token);
      if (response.status === 401) {
        await response.body?.cancel();
        response = await send(request, guard.signal, await auth.token(userId, guard.signal, token));
      }
      guard.touch();
      if (!response.ok) throw await errorFromResponse(response);
      return await read(response, guard.touch);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof HoldfastError) throw error;
      if (guard.signal.aborted) throw guard.signal.reason;
      if (isAbort(error)) throw error;
      throw new HoldfastError('network', 'The connection to the project was lost.', { cause: error, retryable: true });
    } finally {
      guard.end();
    }
  };
}
