import type { AppUpdates } from '../adapters/browser/appUpdates.ts';
import type { EnvProblem } from '../core/envDefaults.ts';
import { describeError } from '../core/HoldfastError.ts';
import { createObservable, type Observable } from '../core/observable.ts';
import type { ConnectionCheck } from '../features/connect/connectStore.ts';
import type { AccessMemory } from '../ports/AccessMemory.ts';
import type { Services } from '../ports/Services.ts';
import type { Connection, Settings } from '../ports/Settings.ts';
import { type ConnectedProject, connectProject } from './connectProject.ts';

/** What main.tsx puts together, and tests replace. */
export interface AppParts {
  /** The connection that the environment declares; null where the person names it. */
  declared: Connection | null;
  /** What keeps the app from starting, such as a secret key in a variable. */
  problems: readonly EnvProblem[];
  secureContext: boolean;
  /** Where a connection that was entered by hand is kept. */
  settings: Pick<Settings, 'loadConnection' | 'saveConnection'>;
  createServices: (connection: Connection) => Services;
  checkConnection: (url: string, key: string) => Promise<ConnectionCheck>;
  loadHelperSql: () => Promise<string>;
  clearLeftovers: (services: Services) => Promise<unknown>;
  /** Who was an admin here, for when the project cannot be asked. */
  accessMemory: AccessMemory;
  /** The installed app and its next version. */
  updates: AppUpdates;
}

type AppState =
  | { status: 'loading' }
  | { status: 'error'; message: string; hint: string | null }
  | { status: 'refused'; problems: readonly EnvProblem[] }
  | { status: 'insecure' }
  | { status: 'unconnected' }
  | { status: 'connected'; project: ConnectedProject };

export interface AppController extends Observable<AppState> {
  /** Finds the connection and opens it. Never rejects. */
  start(): Promise<void>;
  /** Keeps a connection that was entered by hand and opens it in place of any other. @throws HoldfastError `storage-failed`. */
  open(connection: Connection): Promise<void>;
}

/** Decides what the app may show at all, outside of React: nothing starts before the environment is in order. */
export function createAppController(parts: AppParts): AppController {
  const state = createObservable<AppState>({ status: 'loading' });

  function show(connection: Connection, fixed: boolean): void {
    const before = state.get();
    const project = connectProject({ ...parts, connection, fixed, services: parts.createServices(connection) });
    if (before.status === 'connected') before.project.stop();
    state.set({ status: 'connected', project });
  }

  return {
    get: state.get,
    subscribe: state.subscribe,
    async start() {
      if (parts.problems.length > 0) return state.set({ status: 'refused', problems: parts.problems });
      if (!parts.secureContext) return state.set({ status: 'insecure' });
      if (parts.declared !== null) return show(parts.declared, true);
      state.set({ status: 'loading' });
      try {
        const connection = await parts.settings.loadConnection();
        if (connection === null) state.set({ status: 'unconnected' });
        else show(connection, false);
      } catch (error) {
        const { message, hint } = describeError(error);
        state.set({ status: 'error', message, hint });
      }
    },
    async open(connection) {
      await parts.settings.saveConnection(connection);
      show(connection, false);
    },
  };
}
