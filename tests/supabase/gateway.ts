import type { IncomingHttpHeaders } from 'node:http';
import { readClaims } from './token.ts';

/** The keys of a project that may be public. */
export interface Keys {
  /** `sb_publishable_…` */
  publishableKey: string;
  /** The same right in the older form: a token of role anon, which also goes to PostgREST for the other one. */
  anonKey: string;
}

/** Who a request speaks for. */
export interface Caller {
  role: string;
  sub: string | null;
  /** What PostgREST gets to see. */
  token: string;
  /** Set when the gateway itself refuses. */
  refusal: { status: number; body: { message: string; hint: string } } | null;
}

/** Reads API key and token as the gateway of a hosted project does. The token's signature is for the servers behind. */
export function identify(headers: IncomingHttpHeaders, query: string, keys: Keys): Caller {
  const apikey = headers.apikey ?? new URLSearchParams(query).get('apikey');
  if (!apikey) {
    return refuse('No API key found in request', 'No `apikey` request header or url param was found.');
  }
  if (apikey !== keys.publishableKey && apikey !== keys.anonKey) {
    return refuse('Invalid API key', 'Double check your Supabase `anon` or `service_role` API key.');
  }
  const bearer = /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1]?.trim();
  if (!bearer || bearer === keys.publishableKey || bearer === keys.anonKey) {
    return { role: 'anon', sub: null, token: keys.anonKey, refusal: null };
  }
  const claims = readClaims(bearer);
  return { role: String(claims?.role ?? 'invalid'), sub: claims?.sub ?? null, token: bearer, refusal: null };
}

function refuse(message: string, hint: string): Caller {
  return { role: 'none', sub: null, token: '', refusal: { status: 401, body: { message, hint } } };
}
