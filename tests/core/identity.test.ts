import { describe, expect, it } from 'vitest';
import { parseDeclaredTables, secretVariables } from '../../src/core/envDefaults.ts';
import { helperSqlFor } from '../../src/core/helperSql.ts';
import { kindOfKey, readClaims } from '../../src/core/identity.ts';

function token(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}

describe('keys', () => {
  it.each([
    ['sb_publishable_abc', 'publishable'],
    ['sb_secret_abc', 'secret'],
    [token({ role: 'anon' }), 'publishable'],
    [token({ role: 'service_role' }), 'secret'],
    [token({ role: 'supabase_admin' }), 'secret'],
    ['', 'unknown'],
    ['hello', 'unknown'],
  ])('%s is %s', (key, kind) => {
    expect(kindOfKey(key)).toBe(kind);
  });

  it('finds secret keys in any VITE_ variable, and only there', () => {
    const variables = {
      VITE_SUPABASE_URL: 'x',
      VITE_OTHER: ' sb_secret_abc ',
      SECRET: 'sb_secret_abc',
      VITE_ANON: token({ role: 'service_role' }),
    };
    expect(secretVariables(variables)).toEqual(['VITE_OTHER', 'VITE_ANON']);
  });
});

describe('readClaims', () => {
  it('reads who the token is for, also with letters outside ASCII', () => {
    const claims = {
      sub: 'u1',
      email: 'jürgen@example.com',
      role: 'authenticated',
      exp: 1_800_000_000,
      app_metadata: { role: 'admin' },
    };
    expect(readClaims(token(claims))).toEqual({
      userId: 'u1',
      email: 'jürgen@example.com',
      role: 'authenticated',
      expiresAtMs: 1_800_000_000_000,
      appRole: 'admin',
    });
  });

  it.each([
    '',
    'a.b.c',
    token({ sub: 'u1' }),
    token({ exp: 1 }),
  ])('gives null for what is no access token: %s', (text) => {
    expect(readClaims(text)).toBeNull();
  });
});

describe('parseDeclaredTables', () => {
  it('reads names, keys of one or several columns, and tables without a key', () => {
    expect(parseDeclaredTables('users, shop.orders:number, memberships:org_id+user_id,log:,').tables).toEqual([
      { table: 'public.users', key: ['id'] },
      { table: 'shop.orders', key: ['number'] },
      { table: 'public.memberships', key: ['org_id', 'user_id'] },
      { table: 'public.log', key: [] },
    ]);
    expect(parseDeclaredTables('users,.x').bad).toEqual(['.x']);
  });
});

describe('helperSqlFor', () => {
  it('ends with the row that lists the signed-in user', () => {
    const sql = helperSqlFor('select 1;\n\n', { userId: "o'x", email: 'a@b.c\nd', role: 'authenticated' });
    expect(sql.startsWith('select 1;\n')).toBe(true);
    expect(sql).toContain("values ('o''x', array['create', 'download', 'delete', 'restore', 'settings'])");
    expect(sql).toContain('-- You (a@b.c d) become');
  });
});
