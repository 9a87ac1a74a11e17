import { createClient, type Session } from '@supabase/supabase-js';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { type Identity, readClaims } from '../../core/identity.ts';
import type { SignInResult } from '../../ports/Project.ts';
import { raceAbort } from './raceAbort.ts';

/** A refresh that takes longer than this is treated as failed for now, ms: the client itself would hang for some 25 s. */
const refreshLimitMs = 10_000;
/** A token that ends sooner than this is refreshed before it is used, ms. */
const expiryMarginMs = 5_000;

/** The one auth client of a project, and the only source of tokens. */
export interface AuthSession {
  ready(): Promise<void>;
  identity(): Identity | null;
  onIdentityChange(listener: (identity: Identity | null) => void): () => void;
  signIn(email: string, password: string): Promise<SignInResult>;
  signOut(): Promise<void>;
  /**
   * A live access token of exactly this user. A token that the server has refused is never given again, however long it
   * says that it is valid: a new one is asked for instead.
   * @throws HoldfastError `sign-in-required` when there is none, `identity-changed` when somebody else is signed in; AbortError.
   */
  token(userId: string, signal: AbortSignal, refused?: string): Promise<string>;
}

interface AuthOptions {
  url: string;
  publishableKey: string;
  now: () => number;
}

/**
 * The session that the client keeps. It says at its start that nobody is signed in when it could not renew a session, and keeps that
 * session nevertheless, unless the project refused it: such a person is still signed in, and only lacks a live token for now.
 */
function storedSession(storageKey: string): Session | null {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(storageKey) ?? 'null');
    const kept = typeof stored === 'object' && stored !== null && 'access_token' in stored && 'refresh_token' in stored;
    return kept ? (stored as Session) : null;
  } catch {
    return null; // not there, or not the client's
  }
}

export function createAuthSession({ url, publishableKey, now }: AuthOptions): AuthSession {
  const storageKey = `holdfast-auth:${new URL(url).host}`;
  const client = createClient(url, publishableKey, { auth: { storageKey, detectSessionInUrl: false } });
  const listeners = new Set<(identity: Identity | null) => void>();
  let session: Session | null = null;
  let refreshing: Promise<unknown> | null = null;
  let refusedToken: string | null = null;

  const started = new Promise<void>((resolve) => {
    client.auth.onAuthStateChange((event, next) => {
      const first = event === 'INITIAL_SESSION';
      session = next ?? (first ? storedSession(storageKey) : null);
      if (first) resolve();
      for (const listener of [...listeners]) listener(identity());
    });
    // The client would try for half a minute before it says anything.
    if (globalThis.navigator?.onLine === false) {
      session = storedSession(storageKey);
      if (session !== null) resolve();
    }
  });

  function identity(): Identity | null {
    const claims = session === null ? null : readClaims(session.access_token);
    if (claims === null) return null;
    return { userId: claims.userId, email: claims.email || (session?.user.email ?? ''), role: claims.role };
  }

  /** One refresh at a time, shared by all requests that need it. Its failure shows in the session that it leaves. */
  function refreshOnce(): Promise<unknown> {
    refreshing ??= client.auth.refreshSession().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  function liveToken(userId: string): string | null {
    if (session === null) return null;
    const claims = readClaims(session.access_token);
    if (claims === null) return null;
    if (claims.userId !== userId) {
      throw new HoldfastError('identity-changed', `Somebody else signed in: ${claims.email || 'another user'}.`, {
        hint: 'A backup is made as one person from beginning to end. Start it again.',
      });
    }
    if (session.access_token === refusedToken) return null;
    const live = claims.role === 'authenticated' && claims.expiresAtMs > now() + expiryMarginMs;
    return live ? session.access_token : null;
  }

  return {
    ready: () => started,
    identity,
    onIdentityChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async signIn(email, password) {
      const { data, error } = await client.auth.signInWithPassword({ email, password });
      if (error !== null) {
        if (error.code === 'invalid_credentials' || error.status === 400) {
          return { ok: false, reason: 'invalid-credentials', message: 'Email or password is not right.' };
        }
        if (error.name === 'AuthRetryableFetchError') {
          return { ok: false, reason: 'unreachable', message: 'The project did not answer. Check your connection.' };
        }
        return { ok: false, reason: 'refused', message: error.message };
      }
      session = data.session;
      const who = identity();
      if (who === null) return { ok: false, reason: 'refused', message: 'The project gave no usable session.' };
      return { ok: true, identity: who };
    },
    async signOut() {
      const { error } = await client.auth.signOut({ scope: 'local' });
      if (error !== null && session !== null)
        throw new HoldfastError('network', 'Signing out failed.', { cause: error });
    },
    async token(userId, signal, refused) {
      signal.throwIfAborted();
      if (refused !== undefined) refusedToken = refused;
      const current = liveToken(userId);
      if (current !== null) return current;
      await raceAbort(refreshOnce(), signal, refreshLimitMs);
      const renewed = liveToken(userId);
      if (renewed !== null) return renewed;
      throw new HoldfastError('sign-in-required', 'Sign in again to go on.', { retryable: true });
    },
  };
}
