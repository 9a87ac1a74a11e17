import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError } from '../../core/HoldfastError.ts';
import { kindOfKey } from '../../core/identity.ts';
import { secretKeyProblem } from '../../core/secretKey.ts';
import type { Connection } from '../../ports/Settings.ts';

/** Why a project cannot be connected, and which field to change. */
export interface ConnectProblem {
  field: 'url' | 'key';
  title: string;
  message: string;
}

export type ConnectionCheck = { ok: true; connection: Connection } | ({ ok: false } & ConnectProblem);

interface ConnectState {
  busy: boolean;
  problem: ConnectProblem | null;
  /** Checks both values by a real request and connects. Never rejects. */
  connect(url: string, key: string): Promise<void>;
  /** Says at once, without any request, that a key must not be used here. */
  typeKey(key: string): void;
}

export interface ConnectParts {
  check(url: string, key: string): Promise<ConnectionCheck>;
  /** Stores the connection and opens the project. */
  open(connection: Connection): Promise<void>;
}

function problemBeforeAsking(url: string, key: string): ConnectProblem | null {
  // The key first: a secret key must be told of even while the address is still missing.
  if (kindOfKey(key) === 'secret') return { field: 'key', ...secretKeyProblem };
  if (url === '')
    return { field: 'url', title: 'The address is missing', message: 'It looks like https://abcdefgh.supabase.co.' };
  if (key === '')
    return { field: 'key', title: 'The key is missing', message: 'Use the one that begins with sb_publishable_.' };
  return null;
}

export type ConnectStore = StoreApi<ConnectState>;

export function createConnectStore({ check, open }: ConnectParts): ConnectStore {
  return createStore((set) => ({
    busy: false,
    problem: null,
    typeKey(key) {
      set({ problem: kindOfKey(key.trim()) === 'secret' ? { field: 'key', ...secretKeyProblem } : null });
    },
    async connect(typedUrl, typedKey) {
      const url = typedUrl.trim();
      const key = typedKey.trim();
      const problem = problemBeforeAsking(url, key);
      set({ problem, busy: problem === null });
      if (problem !== null) return;
      try {
        const result = await check(url, key);
        if (result.ok) await open(result.connection);
        set({ busy: false, problem: result.ok ? null : result });
      } catch (error) {
        const { message, hint } = describeError(error);
        set({
          busy: false,
          problem: {
            field: 'url',
            title: 'The project could not be connected',
            message: [message, hint].filter(Boolean).join(' '),
          },
        });
      }
    },
  }));
}
