import { kindOfKey } from '../../core/identity.ts';
import { secretKeyProblem } from '../../core/secretKey.ts';
import type { Connection } from '../../ports/Settings.ts';

/** Whether a project answers under this address with this key; what to change where not. */
export type ConnectionCheck =
  | { ok: true; connection: Connection }
  | { ok: false; field: 'url' | 'key'; title: string; message: string };

const limitMs = 10_000;

/** The origin of what somebody typed as a project's address; null when it is none. Plain http only for this machine. */
export function projectOrigin(text: string): string | null {
  const trimmed = text.trim();
  const withScheme = /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (trimmed === '' || !URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const local = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
  if (url.protocol === 'http:' && !local) return null;
  return local || url.hostname.includes('.') ? url.origin : null;
}

/** Checks address and key by asking the project's auth service for its settings, which needs a valid key. */
export async function checkConnection(urlText: string, keyText: string): Promise<ConnectionCheck> {
  const key = keyText.trim();
  const url = projectOrigin(urlText);
  if (url === null) {
    return {
      ok: false,
      field: 'url',
      title: 'This is not a project URL',
      message: 'It looks like https://abcdefgh.supabase.co.',
    };
  }
  if (kindOfKey(key) === 'secret') return { ok: false, field: 'key', ...secretKeyProblem };
  if (kindOfKey(key) === 'unknown') {
    return {
      ok: false,
      field: 'key',
      title: 'This is not a publishable key',
      message: 'It begins with sb_publishable_ (older ones with eyJ).',
    };
  }
  try {
    const response = await fetch(`${url}/auth/v1/settings`, {
      headers: { apikey: key },
      signal: AbortSignal.timeout(limitMs),
    });
    await response.body?.cancel();
    if (response.ok) return { ok: true, connection: { url, publishableKey: key, platform: new URL(url).host } };
    if (response.status === 401 || response.status === 403) {
      return {
        ok: false,
        field: 'key',
        title: 'The project refused this key',
        message: 'Copy the publishable key again, from the same project.',
      };
    }
    return {
      ok: false,
      field: 'url',
      title: 'No Supabase project answers here',
      message: `The address answered with status ${response.status}.`,
    };
  } catch {
    // Wrong name, no network, no CORS, too slow: the browser does not tell them apart.
    return {
      ok: false,
      field: 'url',
      title: 'No project answers here',
      message: 'Check the address and your connection. Paused projects do not answer.',
    };
  }
}
