import { z } from 'zod';
import { HoldfastError } from '../../core/HoldfastError.ts';
import { type Identity, readClaims } from '../../core/identity.ts';
import type { Access, Permission } from '../../ports/Project.ts';
import type { AuthSession } from './authSession.ts';
import { callHelper } from './exportReader.ts';
import type { GuardedFetch } from './guardedFetch.ts';
import { readJson } from './readBody.ts';
import { restQuery } from './restQuery.ts';

const permissions = ['create', 'download', 'delete', 'restore', 'settings'] as const;
const nobody: Access = { admin: false, permissions: [], helperVersion: null };

/**
 * Who the signed-in person is here. With the helper, it decides; without it, the token's `app_metadata.role` or the
 * person's own row in `profiles` does. Either way this only opens pages: row level security guards the data.
 * @throws HoldfastError as GuardedFetch.
 */
export async function readAccess(
  send: GuardedFetch,
  auth: AuthSession,
  identity: Identity,
  signal: AbortSignal,
): Promise<Access> {
  try {
    const admin = await callHelper(send, 'holdfast_is_admin', {}, z.boolean(), signal);
    if (!admin) return nobody;
    const granted = await callHelper(send, 'holdfast_permissions', {}, z.array(z.enum(permissions)), signal);
    const helperVersion = await callHelper(send, 'holdfast_version', {}, z.number().int(), signal);
    return { admin: true, permissions: granted satisfies Permission[], helperVersion };
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'helper-missing') throw error;
  }
  const claims = readClaims(await auth.token(identity.userId, signal));
  const admin = claims?.appRole === 'admin' || (await isAdminByProfile(send, identity, signal));
  return admin ? { admin: true, permissions: [...permissions], helperVersion: null } : nobody;
}

async function isAdminByProfile(send: GuardedFetch, identity: Identity, signal: AbortSignal): Promise<boolean> {
  const query = new URLSearchParams({ select: 'role', id: `eq.${identity.userId}`, limit: '1' });
  try {
    const rows = z
      .array(z.object({ role: z.string().nullable() }))
      .parse(await send(restQuery({ schema: 'public', name: 'profiles' }, query), signal, readJson));
    return rows[0]?.role === 'admin';
  } catch (error) {
    // No such table or column, or no right to read it: nothing makes this person an admin.
    const known =
      error instanceof HoldfastError && (error.code === 'not-found' || error.code === 'denied' || !error.retryable);
    if (known) return false;
    throw error;
  }
}
