import { createClient } from '@supabase/supabase-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from './accounts.ts';
import { HOSTED_MAX_ROWS } from './postgrest.ts';
import { type Project, startProject } from './startProject.ts';
import { readClaims } from './token.ts';

let project: Project;

beforeAll(async () => {
  // supabase-js wants a WebSocket to exist, which Node 20 has not; nothing here uses it.
  globalThis.WebSocket ??= class {} as unknown as typeof WebSocket;
  project = await startProject({ database: 'demo', helper: false });
});
afterAll(() => project?.stop());
afterEach(() => {
  project.intercept(null);
  project.latencyMs = 0;
  project.setTokenLifetime(3_600);
  project.requests.length = 0;
});

async function signIn(account: Account): Promise<{ access_token: string; refresh_token: string; expires_in: number }> {
  const answer = await fetch(`${project.url}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: project.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password: account.password }),
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

function get(path: string, token?: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${project.url}${path}`, {
    headers: { apikey: project.publishableKey, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
  });
}

function rowsOf(answer: Response): string | undefined {
  return answer.headers.get('content-range')?.split('/')[1];
}

describe('signing in', () => {
  test('admin, other admin and ordinary user sign in with their passwords, a wrong password is refused', async () => {
    for (const account of [project.admin, project.otherAdmin, project.user]) await signIn(account);
    const client = createClient(project.url, project.publishableKey, { auth: { persistSession: false } });
    const wrong = await client.auth.signInWithPassword({ email: project.admin.email, password: 'wrong' });
    expect(wrong.error?.code).toBe('invalid_credentials');
  });

  test('supabase-js signs in, reads as the user, refreshes and signs out', async () => {
    const client = createClient(project.url, project.publishableKey, { auth: { persistSession: false } });
    const { data, error } = await client.auth.signInWithPassword(project.admin);
    expect(error).toBeNull();
    expect(data.user?.id).toBe(project.admin.id);
    const read = await client.from('profiles').select('role').eq('id', project.admin.id).single();
    expect(read.data).toEqual({ role: 'admin' });
    expect((await client.auth.refreshSession()).error).toBeNull();
    expect((await client.auth.signOut()).error).toBeNull();
  });

  test('access tokens live as long as set, and an expired one is refused with 401', async () => {
    project.setTokenLifetime(7);
    const { access_token, expires_in } = await signIn(project.admin);
    const claims = readClaims(access_token);
    expect([expires_in, (claims?.exp ?? 0) - (claims?.iat ?? 0)]).toEqual([7, 7]);
    // PostgREST forgives clocks that are 30 s apart: this one expired a minute ago.
    const exp = Math.floor(Date.now() / 1_000) - 60;
    const expired = project.signToken({ role: 'authenticated', sub: project.admin.id, exp });
    expect((await get('/rest/v1/users?limit=1', expired)).status).toBe(401);
  });

  test('a refresh can be made to fail', async () => {
    project.intercept(({ query }) => (query.get('grant_type') === 'refresh_token' ? { status: 503 } : null));
    const { refresh_token } = await signIn(project.admin);
    const answer = await fetch(`${project.url}/auth/v1/token?grant_type=refresh_token`, {
      method: 'POST',
      headers: { apikey: project.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({ refresh_token }),
    });
    expect(answer.status).toBe(503);
  });
});

describe('the data API, as hosted', () => {
  test('no answer holds more than the hosted cap of rows', async () => {
    const { access_token } = await signIn(project.admin);
    const answer = await get('/rest/v1/payments?select=id&limit=5000', access_token, { prefer: 'count=exact' });
    expect(await answer.json()).toHaveLength(HOSTED_MAX_ROWS);
    expect(Number(rowsOf(answer))).toBeGreaterThan(12_000);
  });

  test('visitors see nothing, users their own rows, admins all', async () => {
    const tables = await project.sql(
      "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname",
    );
    expect(tables.map((row) => row.relname)).toEqual([
      'cms_pages',
      'competition_results',
      'events',
      'generated_documents',
      'leads',
      'organizations',
      'payments',
      'profiles',
      'sms_logs',
      'users',
    ]);
    const admin = await signIn(project.admin);
    const user = await signIn(project.user);
    for (const { relname } of tables) {
      expect(await (await get(`/rest/v1/${relname}?select=*`)).json(), `${relname} for visitors`).toEqual([]);
      const [counted] = await project.sql(`select count(*) as rows from ${relname}`);
      const count = { prefer: 'count=exact' };
      const all = await get(`/rest/v1/${relname}?select=*&limit=1`, admin.access_token, count);
      expect(rowsOf(all), `${relname} for admins`).toBe(counted?.rows);
    }
    const own = await get('/rest/v1/users?select=auth_user_id', user.access_token);
    expect(await own.json()).toEqual([{ auth_user_id: project.user.id }]);
    const payments = await get('/rest/v1/payments?select=user_id,users(auth_user_id)', user.access_token);
    for (const row of await payments.json()) expect(row.users.auth_user_id).toBe(project.user.id);
  });

  test('a request without an API key or with a wrong one is refused, and so is a forged token', async () => {
    expect((await fetch(`${project.url}/rest/v1/users`)).status).toBe(401);
    expect((await fetch(`${project.url}/rest/v1/users`, { headers: { apikey: 'sb_secret_x' } })).status).toBe(401);
    const forged = project.signToken({ role: 'authenticated', sub: project.admin.id }).replace(/.{8}$/, 'AAAAAAAA');
    expect((await get('/rest/v1/users', forged)).status).toBe(401);
  });

  test('the publishable key as bearer is the anonymous role', async () => {
    const answer = await get('/rest/v1/users?select=*', project.publishableKey);
    expect([answer.status, await answer.json()]).toEqual([200, []]);
    expect(project.requests.at(-1)).toMatchObject({ role: 'anon', sub: null });
  });

  test('the OpenAPI root is closed, also to signed-in users', async () => {
    const { access_token } = await signIn(project.admin);
    for (const path of ['/rest/v1/', '/rest/v1']) expect((await get(path, access_token)).status).toBe(403);
  });

  test('any path answers a preflight and lets pages read the counts', async () => {
    const preflight = await fetch(`${project.url}/rest/v1/rpc/anything?x=1`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'apikey, authorization, content-profile, x-client-info',
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-profile');
    expect(Number(preflight.headers.get('access-control-max-age'))).toBeGreaterThan(0);
    const answer = await get('/rest/v1/users?limit=1', undefined, { origin: 'http://localhost:5173' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('Content-Range');
  });

  test('the roles have the time-outs of a hosted project', async () => {
    await project.sql(
      "create function public.time_out() returns text language sql as $$ select current_setting('statement_timeout') $$",
    );
    const { access_token } = await signIn(project.admin);
    // The event trigger tells the REST server; it reads the schema anew in its own time.
    await expect.poll(async () => (await get('/rest/v1/rpc/time_out')).status, { timeout: 30_000 }).toBe(200);
    expect(await (await get('/rest/v1/rpc/time_out')).json()).toBe('3s');
    expect(await (await get('/rest/v1/rpc/time_out', access_token)).json()).toBe('8s');
  });

  test("the project's owner is no superuser, owns what is in public, and new tables are granted to the API roles", async () => {
    const [owner] = await project.sql("select rolsuper, rolbypassrls from pg_roles where rolname = 'postgres'");
    expect(owner).toEqual({ rolsuper: 'f', rolbypassrls: 't' });
    expect(
      await project.sql(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relowner <> 'postgres'::regrole",
      ),
    ).toEqual([]);
    const granted = await project.sql(
      "set role postgres; create table fresh (id int); reset role; select has_table_privilege('anon', 'fresh', 'select') as anon",
    );
    expect(granted).toEqual([{ anon: 't' }]);
    await project.sql('drop table fresh');
  });
});

describe('the helper', () => {
  test('is not there at first, and can be installed while the project runs', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 600;
    const ask = async (sub: string) => {
      const token = project.signToken({ role: 'authenticated', sub, exp });
      const answer = await fetch(`${project.url}/rest/v1/rpc/holdfast_is_admin`, {
        method: 'POST',
        headers: { apikey: project.publishableKey, authorization: `Bearer ${token}` },
      });
      return answer.ok ? answer.json() : answer.status;
    };
    expect(await ask(project.admin.id)).toBe(404);
    await project.installHelper();
    expect([await ask(project.admin.id), await ask(project.otherAdmin.id)]).toEqual([true, true]);
    expect(await ask(project.user.id)).not.toBe(true);
  });
});

describe('faults on demand', () => {
  test('a status, its headers and its body are answered as given', async () => {
    project.intercept(() => ({ status: 429, headers: { 'retry-after': '7' }, body: { code: 'over' } }));
    const answer = await get('/rest/v1/users');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await answer.json()).toEqual({ code: 'over' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('cut breaks the connection before the answer, cutAfterBytes in the middle of it', async () => {
    const { access_token } = await signIn(project.admin);
    project.intercept(() => 'cut');
    await expect(get('/rest/v1/users')).rejects.toThrow();
    project.intercept(() => ({ cutAfterBytes: 1_000 }));
    const answer = await get('/rest/v1/payments', access_token);
    expect(answer.ok).toBe(true);
    await expect(answer.text()).rejects.toThrow();
  });

  test('truncateAfterBytes ends the body early without an error', async () => {
    const { access_token } = await signIn(project.admin);
    project.intercept(() => ({ truncateAfterBytes: 1_000 }));
    const body = await (await get('/rest/v1/payments', access_token)).text();
    expect(Buffer.byteLength(body)).toBe(1_000);
    expect(() => JSON.parse(body)).toThrow();
  });

  test('garbage is an HTML page with status 200', async () => {
    project.intercept(() => 'garbage');
    const answer = await get('/rest/v1/users');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<html>');
  });

  test('stall never answers, stallAfterBytes stops in the middle, until the client gives up', async () => {
    const { access_token } = await signIn(project.admin);
    const arrival = new Promise<void>((resolve) => {
      project.intercept(() => {
        resolve();
        return 'stall';
      });
    });
    const controller = new AbortController();
    const stalled = fetch(`${project.url}/rest/v1/users`, {
      headers: { apikey: project.publishableKey },
      signal: controller.signal,
    });
    await arrival;
    controller.abort();
    await expect(stalled).rejects.toThrow(/abort/i);

    project.intercept(() => ({ stallAfterBytes: 500 }));
    const half = new AbortController();
    const answer = await fetch(`${project.url}/rest/v1/payments`, {
      headers: { apikey: project.publishableKey, authorization: `Bearer ${access_token}` },
      signal: half.signal,
    });
    const reader = answer.body?.getReader();
    let received = 0;
    while (received < 500) received += (await reader?.read())?.value?.length ?? 0;
    const next = reader?.read();
    half.abort();
    await expect(next).rejects.toThrow(/abort/i);
    expect(received).toBe(500);
  });

  test('the interceptor sees who asks for what, and the request goes on with its body', async () => {
    const { access_token } = await signIn(project.admin);
    const seen: unknown[] = [];
    project.intercept(({ method, path, role, sub, body }) => {
      seen.push({ method, path, role, sub, body });
      return null;
    });
    const answer = await fetch(`${project.url}/rest/v1/cms_pages?id=eq.1`, {
      method: 'PATCH',
      headers: {
        apikey: project.publishableKey,
        authorization: `Bearer ${access_token}`,
        'content-type': 'application/json',
        prefer: 'return=representation',
      },
      body: '{"title":"Regelwerk"}',
    });
    expect(await answer.json()).toMatchObject([{ id: 1, title: 'Regelwerk' }]);
    expect(seen).toEqual([
      {
        method: 'PATCH',
        path: '/rest/v1/cms_pages',
        role: 'authenticated',
        sub: project.admin.id,
        body: '{"title":"Regelwerk"}',
      },
    ]);
  });

  test('every request is logged with its role and the status that it got', async () => {
    const { access_token } = await signIn(project.user);
    project.requests.length = 0;
    await (await get('/rest/v1/users?select=id', access_token)).text();
    await (await get('/rest/v1/users')).text();
    await (await fetch(`${project.url}/rest/v1/users`)).text();
    expect(project.requests).toEqual([
      {
        method: 'GET',
        path: '/rest/v1/users',
        query: 'select=id',
        role: 'authenticated',
        sub: project.user.id,
        status: 200,
      },
      { method: 'GET', path: '/rest/v1/users', query: '', role: 'anon', sub: null, status: 200 },
      { method: 'GET', path: '/rest/v1/users', query: '', role: 'none', sub: null, status: 401 },
    ]);
  });

  test('a fault holds for preflights too', async () => {
    project.intercept(({ method }) => (method === 'OPTIONS' ? { status: 504 } : null));
    const headers = { 'access-control-request-method': 'GET' };
    expect((await fetch(`${project.url}/rest/v1/users`, { method: 'OPTIONS', headers })).status).toBe(504);
  });
});
