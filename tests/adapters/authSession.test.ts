import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthSession } from '../../src/adapters/supabase/authSession.ts';

const url = 'https://abcdefgh.supabase.co';
const now = Date.UTC(2026, 0, 25);

/** An access token as the project signs it; only its claims are read here. */
function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'HS256' }), part(claims), 'signature'].join('.');
}

const expired = {
  access_token: tokenOf({ sub: 'admin-id', email: 'admin@example.org', role: 'authenticated', exp: now / 1000 - 60 }),
  refresh_token: 'refresh',
  expires_at: now / 1000 - 60,
};

/** Opens the session of a browser that has this in its storage; the client itself finds nobody signed in, as when it cannot renew. */
function open(stored: string | null) {
  vi.stubGlobal('WebSocket', class {}); // Node 20 has none, and the client asks for it
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => (key === 'holdfast-auth:abcdefgh.supabase.co' ? stored : null),
  });
  return createAuthSession({ url, publishableKey: 'sb_publishable_x', now: () => now });
}

afterEach(() => vi.unstubAllGlobals());

describe('a session that could not be renewed at the start', () => {
  it('still says who is signed in, and gives no token', async () => {
    const session = open(JSON.stringify(expired));
    await session.ready();
    expect(session.identity()).toEqual({ userId: 'admin-id', email: 'admin@example.org', role: 'authenticated' });
    await expect(session.token('admin-id', new AbortController().signal)).rejects.toMatchObject({
      code: 'sign-in-required',
    });
  });

  it('does not wait for the client where the browser is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    const session = open(JSON.stringify(expired));
    expect(session.identity()?.userId).toBe('admin-id');
    await session.ready();
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['something else', '{"a":1}'],
  ])('is nobody where the browser keeps %s', async (_what, stored) => {
    const session = open(stored);
    await session.ready();
    expect(session.identity()).toBeNull();
  });
});
