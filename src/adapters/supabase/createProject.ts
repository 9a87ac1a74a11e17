import { z } from 'zod';
import { parseCatalog } from '../../core/catalog.ts';
import { HoldfastError } from '../../core/HoldfastError.ts';
import type { Identity } from '../../core/identity.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Clock } from '../../ports/Clock.ts';
import type { Project, ProjectSession, TableReader } from '../../ports/Project.ts';
import { createAuthSession } from './authSession.ts';
import { describeDeclared } from './describeDeclared.ts';
import { callHelper, createExportReader } from './exportReader.ts';
import { createGuardedFetch, defaultStallMs, type GuardedFetch } from './guardedFetch.ts';
import { readAccess } from './readAccess.ts';
import { createRestoreServer } from './restoreServer.ts';
import { createRestReader } from './restReader.ts';
import { createRestWriter } from './restWriter.ts';
import { appendTrail, readTrail } from './sharedTrail.ts';
import { createSnapshotReader } from './snapshotReader.ts';
import { createSnapshotServer } from './snapshotServer.ts';

/** How often a run that waits for sign-in looks whether the session came back by itself, ms. */
const signInPollMs = 5_000;

interface ProjectOptions {
  /** Origin of the project, without a slash at the end. */
  url: string;
  publishableKey: string;
  clock: Clock;
  /** Longest silence of a request, ms. */
  stallMs?: number;
}

/** A hosted Supabase project behind its REST and Auth APIs, with one auth client and one guarded fetch for everything else. */
export function createProject({ url, publishableKey, clock, stallMs = defaultStallMs }: ProjectOptions): Project {
  const auth = createAuthSession({ url, publishableKey, now: () => clock.now() });
  const sendAs = (userId: string) => createGuardedFetch({ url, publishableKey, auth, userId, stallMs });

  function signedIn(): Identity {
    const identity = auth.identity();
    if (identity !== null) return identity;
    throw new HoldfastError('sign-in-required', 'Sign in again to go on.', { retryable: true });
  }

  function openSession(): ProjectSession {
    const identity = signedIn();
    const send = sendAs(identity.userId);
    return {
      identity,
      catalog: (schemas, signal) => readCatalog(send, schemas, signal),
      describeDeclared: (table, key, signal) => describeDeclared(send, table, key, signal),
      reader: (kind) => readerOf(send, kind),
      snapshots: createSnapshotServer(send),
      appendTrail: (links, signal) => appendTrail(send, links, signal),
      readTrail: (after, limit, signal) => readTrail(send, after, limit, signal),
      restore: createRestoreServer(send),
      writer: createRestWriter(send),
      waitForSignIn: (signal) => waitForSignIn(identity, signal),
    };
  }

  async function waitForSignIn(identity: Identity, signal: AbortSignal): Promise<void> {
    for (;;) {
      const change = new AbortController();
      const stop = auth.onIdentityChange(() => change.abort());
      try {
        await auth.token(identity.userId, signal);
        return;
      } catch (error) {
        if (!(error instanceof HoldfastError) || error.code !== 'sign-in-required') throw error;
        await sleepUntil(change.signal, signal);
      } finally {
        stop();
      }
    }
  }

  /** Sleeps for one poll, or less when the session changes. @throws AbortError when the run is aborted. */
  async function sleepUntil(change: AbortSignal, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(signInPollMs, AbortSignal.any([change, signal]));
    } catch (error) {
      if (signal.aborted || !change.aborted) throw error;
    }
  }

  return {
    id: new URL(url).origin,
    url,
    identity: auth.identity,
    ready: auth.ready,
    onIdentityChange: auth.onIdentityChange,
    signIn: auth.signIn,
    signOut: auth.signOut,
    access: async (signal = new AbortController().signal) => {
      const identity = signedIn();
      return await readAccess(sendAs(identity.userId), auth, identity, signal);
    },
    openSession,
  };
}

function readerOf(send: GuardedFetch, kind: 'export' | 'rest' | Snapshot): TableReader {
  if (typeof kind !== 'string') return createSnapshotReader(send, kind);
  return kind === 'export' ? createExportReader(send) : createRestReader(send);
}

async function readCatalog(send: GuardedFetch, schemas: readonly string[] | null, signal: AbortSignal) {
  try {
    return parseCatalog(await callHelper(send, 'holdfast_catalog', { schemas }, z.unknown(), signal));
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'helper-missing') return null;
    if (error instanceof z.ZodError) {
      throw new HoldfastError(
        'bad-answer',
        'The helper described the project in a form that this version does not know.',
        {
          hint: 'Run the helper SQL again, so that it fits this version of Holdfast.',
          cause: error,
        },
      );
    }
    throw error;
  }
}
