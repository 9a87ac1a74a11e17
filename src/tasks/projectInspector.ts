import type { Catalog } from '../core/catalog.ts';
import { describeError, HoldfastError, isAbort } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { AccessMemory } from '../ports/AccessMemory.ts';
import type { Access } from '../ports/Project.ts';
import type { Services } from '../ports/Services.ts';

/** What is known of the connected project. */
export interface ProjectState {
  /** `loading` before the first answer, and `signed-out` while nobody is signed in. */
  status: 'loading' | 'signed-out' | 'ready' | 'error';
  /** With status `error`: an earlier answer, of this page or of an earlier day. */
  access: Access | null;
  /** The helper's catalog; null without the helper, or when it could not be read. */
  catalog: Catalog | null;
  /** With status `ready`: the list of tables could not be read. */
  error: { message: string; hint: string | null } | null;
  /** A check is on, also when an older answer is still shown. */
  checking: boolean;
}

export interface ProjectInspector extends Observable<ProjectState> {
  /** Asks the project again: who I am, whether the helper is there, which tables there are. Never rejects. */
  refresh(): Promise<void>;
  /** Ends watching who is signed in. */
  stop(): void;
}

/** Pauses after a project could not be asked, ms: short at first, since a network that has just come back stumbles. */
const askAgainMs = [2_000, 5_000, 15_000];
const longestPauseMs = 30_000;

function sayError(error: unknown): { message: string; hint: string | null } {
  const { message, hint } = describeError(error);
  return { message, hint };
}

const unknown: ProjectState = { status: 'loading', access: null, catalog: null, error: null, checking: false };

/**
 * Watches who is signed in to the project, and what they may do and see there. While the project cannot be asked, what `memory` has
 * of the same person stands in for its answer.
 */
export function createProjectInspector(
  { project, clock }: Pick<Services, 'project' | 'clock'>,
  memory: AccessMemory | null = null,
): ProjectInspector {
  const state = createObservable<ProjectState>(unknown);
  let asking: AbortController | null = null;

  async function inspect(signal: AbortSignal): Promise<ProjectState> {
    await project.ready();
    const identity = project.identity();
    if (identity === null) return { ...unknown, status: 'signed-out' };
    const access = await project.access(signal);
    memory?.save(project.id, identity.userId, access);
    const known = { ...unknown, status: 'ready' as const, access };
    if (!access.admin || access.helperVersion === null) return known;
    try {
      return { ...known, catalog: await project.openSession().catalog(null, signal) };
    } catch (error) {
      // Who somebody is does not hang on the list of tables.
      if (isAbort(error)) throw error;
      return { ...known, error: sayError(error) };
    }
  }

  async function refresh(): Promise<void> {
    await ask(0);
  }

  /** @param failures that this question follows upon */
  async function ask(failures: number): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    state.set({ ...state.get(), checking: true });
    try {
      const next = await inspect(mine.signal);
      if (asking === mine) state.set(next);
    } catch (error) {
      if (isAbort(error) || asking !== mine) return;
      const access = state.get().access ?? (wasNotAsked(error) ? remembered() : null);
      state.set({ ...state.get(), status: 'error', access, error: sayError(error), checking: false });
      if (wasNotAsked(error)) void askAgain(failures, mine.signal); // never rejects
    }
  }

  /** Later, unless somebody asks before: nothing that waits for the project may wait for a person to press a button. */
  async function askAgain(failures: number, signal: AbortSignal): Promise<void> {
    try {
      await clock.sleep(askAgainMs[failures] ?? longestPauseMs, signal);
    } catch (error) {
      if (!isAbort(error)) throw error;
      return;
    }
    await ask(failures + 1);
  }

  /** A lost connection, a project that is paused, a sign-in that cannot be renewed without it: everything but a refusal. */
  function wasNotAsked(error: unknown): boolean {
    return error instanceof HoldfastError && error.retryable;
  }

  function remembered(): Access | null {
    const identity = project.identity();
    return identity === null ? null : (memory?.load(project.id, identity.userId) ?? null);
  }

  let userId = project.identity()?.userId ?? null;
  const stopWatching = project.onIdentityChange((identity) => {
    if ((identity?.userId ?? null) === userId) return; // a refreshed token changes nothing that is shown
    userId = identity?.userId ?? null;
    state.set(unknown);
    void refresh(); // never rejects
  });

  return {
    get: state.get,
    subscribe: state.subscribe,
    refresh,
    stop() {
      stopWatching();
      asking?.abort();
    },
  };
}
