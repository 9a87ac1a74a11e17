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

const unknown: ProjectState = { status: 'loading', access: null, catalog: null, error: null, checking: false };

/**
 * Watches who is signed in to the project, and what they may do and see there. While the project cannot be asked, what `memory` has
 * of the same person stands in for its answer.
 */
export function createProjectInspector(
  { project }: Pick<Services, 'project'>,
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
    const readable = access.admin && access.helperVersion !== null;
    const catalog = readable ? await project.openSession().catalog(null, signal) : null;
    return { status: 'ready', access, catalog, error: null, checking: false };
  }

  async function refresh(): Promise<void> {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    state.set({ ...state.get(), checking: true });
    try {
      const next = await inspect(mine.signal);
      if (asking === mine) state.set(next);
    } catch (error) {
      if (isAbort(error) || asking !== mine) return;
      const { message, hint } = describeError(error);
      const access = state.get().access ?? (wasNotAsked(error) ? remembered() : null);
      state.set({ ...state.get(), status: 'error', access, error: { message, hint }, checking: false });
    }
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
  const stop = project.onIdentityChange((identity) => {
    if ((identity?.userId ?? null) === userId) return; // a refreshed token changes nothing that is shown
    userId = identity?.userId ?? null;
    state.set(unknown);
    void refresh(); // never rejects
  });

  return { get: state.get, subscribe: state.subscribe, refresh, stop };
}
