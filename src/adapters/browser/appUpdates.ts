import { createObservable, type Observable } from '../../core/observable.ts';

/** A tab that stays open for weeks looks for a new version as often as this, ms; browsers look only when a page is opened. */
const lookEveryMs = 3_600_000;

export interface UpdateState {
  /** A new version is here, and waits to be taken. */
  waiting: boolean;
  /** Another version serves this tab's requests now, taken here or in another tab; the tab still runs the old one until it reloads. */
  replaced: boolean;
}

/** The installed app and its next version. */
export interface AppUpdates extends Observable<UpdateState> {
  /** Puts the waiting version in place, for all tabs; `replaced` says when that is done. Does nothing when none waits. */
  apply(): void;
  /** Loads the page anew. */
  reload(): void;
}

interface UpdateOptions {
  /** Null where the app must not be installed: in development, in tests, and in browsers without service workers. */
  workers: Pick<ServiceWorkerContainer, 'controller' | 'register' | 'addEventListener'> | null;
  /** Address of the service worker that the build makes. */
  script: string;
  reload: () => void;
}

/** Installs the app in this browser, so that it also starts offline, and watches for its next version. */
export function createAppUpdates({ workers, script, reload }: UpdateOptions): AppUpdates {
  const state = createObservable<UpdateState>({ waiting: false, replaced: false });
  let registration: ServiceWorkerRegistration | null = null;
  // A tab that was opened before there was a service worker is taken over by the first one: that is no update.
  let controlled = workers?.controller != null;

  function look(): void {
    const waiting = registration?.waiting != null && workers?.controller != null;
    if (waiting !== state.get().waiting) state.set({ ...state.get(), waiting });
  }

  function follow(installing: ServiceWorker | null): void {
    installing?.addEventListener('statechange', look);
  }

  async function install(container: NonNullable<UpdateOptions['workers']>): Promise<void> {
    container.addEventListener('controllerchange', () => {
      if (controlled) state.set({ waiting: false, replaced: true });
      controlled = true;
    });
    // Never from the HTTP cache: a host that lets files be kept for a day would hide its new versions that long.
    const registered = await container.register(script, { updateViaCache: 'none' });
    registration = registered;
    registered.addEventListener('updatefound', () => follow(registered.installing));
    follow(registered.installing);
    look();
    setInterval(() => {
      registered.update().catch(() => undefined); // offline, as a rule: the next look is in an hour
    }, lookEveryMs);
  }

  if (workers !== null)
    install(workers).catch((error: unknown) =>
      // Some browsers forbid it in private windows. Everything but starting offline works all the same.
      console.warn('Holdfast could not be installed for offline use.', error),
    );

  return {
    get: state.get,
    subscribe: state.subscribe,
    apply: () => registration?.waiting?.postMessage({ type: 'SKIP_WAITING' }),
    reload,
  };
}
