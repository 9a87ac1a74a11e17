/** Who is signed in: read from the access token, never from anything that a page could set. */
export interface Identity {
  userId: string;
  email: string;
  /** `authenticated` for every signed-in person. */
  role: string;
}

export interface TokenClaims extends Identity {
  /** When the token stops being valid, ms since the epoch. */
  expiresAtMs: number;
  /** `app_metadata.role` where the project sets one. */
  appRole: string | null;
}

function decodePayload(token: string): Record<string, unknown> | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  const base64 = payload.replaceAll('-', '+').replaceAll('_', '/');
  try {
    const binary = atob(base64);
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // not a JWT: the caller's answer is the same as for a JWT without claims
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The claims of a Supabase access token, without checking its signature (the server does). Null when it is not one. */
export function readClaims(token: string): TokenClaims | null {
  const payload = decodePayload(token);
  if (payload === null || typeof payload.sub !== 'string' || typeof payload.exp !== 'number') return null;
  const metadata = payload.app_metadata as Record<string, unknown> | undefined;
  return {
    userId: payload.sub,
    email: text(payload.email),
    role: text(payload.role),
    expiresAtMs: payload.exp * 1000,
    appRole: typeof metadata?.role === 'string' ? metadata.role : null,
  };
}

/** What kind of API key this is. `secret` keys open the whole database and must never reach a browser. */
export function kindOfKey(key: string): 'publishable' | 'secret' | 'unknown' {
  if (key.startsWith('sb_publishable_')) return 'publishable';
  if (key.startsWith('sb_secret_')) return 'secret';
  const role = decodePayload(key)?.role;
  if (role === 'anon') return 'publishable';
  return role === undefined ? 'unknown' : 'secret';
}
