import { createHmac } from 'node:crypto';

/** The claims of an access token that matter here; times in seconds since 1970. */
export interface Claims {
  role: string;
  sub?: string;
  exp?: number;
  iat?: number;
  [name: string]: unknown;
}

/** Signs a JSON Web Token with HS256 (RFC 7515, RFC 7518 section 3.2). */
export function signToken(claims: Claims, secret: string): string {
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** Reads a token's claims without checking its signature; null when it is none. */
export function readClaims(token: string): Partial<Claims> | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? claims : null;
  } catch {
    return null;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
