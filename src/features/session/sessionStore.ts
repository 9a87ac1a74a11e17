import { createStore, type StoreApi } from 'zustand/vanilla';
import { describeError } from '../../core/HoldfastError.ts';
import type { SignInResult } from '../../ports/Project.ts';
import type { Services } from '../../ports/Services.ts';
import { signIn } from '../../tasks/signIn.ts';
import { signOut } from '../../tasks/signOut.ts';
import { notify } from '../../ui/notify.tsx';

/** Why nobody was signed in. `credentials` is said at the field, the rest above the form. */
interface Refusal {
  kind: 'credentials' | 'other';
  title: string;
  message: string;
}

interface SessionState {
  busy: boolean;
  refusal: Refusal | null;
  /** Never rejects: what goes wrong is in `refusal`. */
  signIn(email: string, password: string): Promise<void>;
  /** Never rejects: what goes wrong is in `refusal`. */
  signOut(): Promise<void>;
}

function refusalOf(result: SignInResult & { ok: false }): Refusal {
  if (result.reason === 'invalid-credentials')
    return { kind: 'credentials', title: '', message: 'Email or password is not right.' };
  if (result.reason === 'unreachable')
    return {
      kind: 'other',
      title: 'The project does not answer',
      message: 'Check your connection, and in the Supabase dashboard whether the project is paused. Then try again.',
    };
  return { kind: 'other', title: 'The project refused the sign-in', message: result.message };
}

export type SessionStore = StoreApi<SessionState>;

export function createSessionStore(services: Pick<Services, 'audit' | 'clock' | 'project'>): SessionStore {
  return createStore((set) => {
    async function attempt(title: string, act: () => Promise<Refusal | null>): Promise<void> {
      set({ busy: true, refusal: null });
      try {
        set({ busy: false, refusal: await act() });
      } catch (error) {
        const { message, hint } = describeError(error);
        set({ busy: false, refusal: { kind: 'other', title, message: [message, hint].filter(Boolean).join(' ') } });
      }
    }
    return {
      busy: false,
      refusal: null,
      signIn: (email, password) =>
        attempt('Signing in did not work', async () => {
          const result = await signIn(services, email, password);
          return result.ok ? null : refusalOf(result);
        }),
      signOut: () =>
        attempt('Signing out did not work', async () => {
          await signOut(services);
          notify.clear();
          return null;
        }),
    };
  });
}
