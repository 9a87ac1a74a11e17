import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackupProgress, RunPhase } from '../../src/core/backupProgress.ts';
import { createBackup } from '../../src/tasks/createBackup.ts';
import type { createEagerClock } from '../fakes/eagerClock.ts';
import { type Connected, connect } from './connectedProject.ts';

let connected: Connected;

beforeEach(async () => {
  connected = await connect({ rows: 5_000 });
});
afterEach(() => connected.stop());

/** Starts a backup and tells when it enters a phase. */
function start(signal = new AbortController().signal) {
  const phases: RunPhase[] = [];
  const waiting = new Map<RunPhase, () => void>();
  const report = ({ phase }: BackupProgress) => {
    if (phases.at(-1) !== phase) phases.push(phase);
    waiting.get(phase)?.();
  };
  const ended = createBackup(connected.services, { type: 'manual', reason: '' }, signal, report);
  return {
    ended,
    phases,
    entering: (phase: RunPhase) =>
      new Promise<void>((resolve) => (phases.includes(phase) ? resolve() : waiting.set(phase, resolve))),
  };
}

const isRefresh = (path: string, query: URLSearchParams) =>
  path === '/auth/v1/token' && query.get('grant_type') === 'refresh_token';

/** From now on the server takes the session for expired, until somebody signs in anew. */
function expireSession(): void {
  const { sample } = connected;
  const old = new Set<string>();
  sample.intercept(({ path, query, headers }) => {
    if (isRefresh(path, query))
      return { status: 400, body: { error_code: 'refresh_token_not_found', msg: 'Invalid Refresh Token' } };
    const token = headers.authorization ?? '';
    if (!path.startsWith('/rest/')) return null;
    if (renewed === null) old.add(token);
    return old.has(token) ? { status: 401, body: { code: 'PGRST301', message: 'JWT expired' } } : null;
  });
}
let renewed: string | null = null;
beforeEach(() => {
  renewed = null;
});

function sentAs(): string[] {
  const sent = connected.sample.requests.filter(
    ({ method, path }) => method !== 'OPTIONS' && path.startsWith('/rest/'),
  );
  return [...new Set(sent.map(({ role }) => role))];
}

describe('the identity of a run', () => {
  it('refreshes a token that the server refuses, once, and goes on', async () => {
    // Tokens count in seconds: one that is refreshed within the second of its making would be the same again.
    const signedInAt = Date.now();
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(signedInAt + 1000), { timeout: 5_000, interval: 50 });
    let refused = false;
    let refreshes = 0;
    connected.sample.intercept(({ path, query }) => {
      if (isRefresh(path, query)) refreshes += 1;
      if (refused || !path.endsWith('/holdfast_export')) return null;
      refused = true;
      return { status: 401, body: { code: 'PGRST303', message: 'JWT expired' } };
    });
    const { ended } = start();
    expect((await ended).status).toBe('completed');
    expect(refreshes).toBe(1);
  });

  it('waits for sign-in when the session is gone, goes on after it, and sends nothing as anybody else', async () => {
    expireSession();
    const run = start();
    await run.entering('sign-in');
    renewed = 'yes';
    const { email, password } = connected.sample.admin;
    expect(await connected.project.signIn(email, password)).toMatchObject({ ok: true });
    const record = await run.ended;
    expect(record.status).toBe('completed');
    expect(sentAs()).toEqual(['authenticated']);
  });

  it('asks for sign-in, and does not hammer the project, while it refuses a token that still looks valid', async () => {
    connected.sample.intercept(({ path }) =>
      path.startsWith('/rest/') ? { status: 401, body: { message: 'JWT expired' } } : null,
    );
    const abort = new AbortController();
    const run = start(abort.signal);
    await run.entering('sign-in');
    connected.sample.requests.length = 0;
    const clock = connected.services.clock as ReturnType<typeof createEagerClock>;
    const slept = clock.slept.length;
    await vi.waitFor(() => expect(clock.slept.length).toBeGreaterThan(slept + 10), { timeout: 20_000 });
    abort.abort();
    await run.ended;
    // Every try but the first is preceded by a pause, which is only a moment on this clock.
    const tries = connected.sample.requests.filter(
      ({ path, method }) => path.startsWith('/rest/') && method !== 'OPTIONS',
    ).length;
    expect(tries).toBeLessThanOrEqual(2 * (clock.slept.length - slept) + 4);
  });

  it('cancels the run when somebody else signs in', async () => {
    expireSession();
    const run = start();
    await run.entering('sign-in');
    renewed = 'yes';
    const { email, password } = connected.sample.otherAdmin;
    await connected.project.signIn(email, password);
    const record = await run.ended;
    expect(record).toMatchObject({ status: 'cancelled', archive: null, error: { code: 'identity-changed' } });
    expect(await connected.services.store.listUnpublished()).toEqual([]);
    expect(sentAs()).toEqual(['authenticated']);
  });

  it('can be cancelled while a refresh hangs', async () => {
    connected.sample.intercept(({ path, query }) => {
      if (isRefresh(path, query)) return 'stall';
      return path.startsWith('/rest/') ? { status: 401, body: { message: 'JWT expired' } } : null;
    });
    const abort = new AbortController();
    const run = start(abort.signal);
    await run.entering('preparing');
    abort.abort();
    expect(await run.ended).toMatchObject({ status: 'cancelled', archive: null });
  });
});

describe('cancelling', () => {
  it.each([
    'preparing',
    'reading',
    'writing',
    'verifying',
  ] as const)('while %s leaves nothing but the record', async (phase) => {
    const abort = new AbortController();
    const run = start(abort.signal);
    await run.entering(phase);
    abort.abort();
    const record = await run.ended;
    expect(record).toMatchObject({ status: 'cancelled', archive: null });
    expect(await connected.services.backups.get(record.id)).toEqual(record);
    expect(await connected.services.store.list()).toEqual([]);
    expect(await connected.services.store.listUnpublished()).toEqual([]);
  });
});

describe('a full disk', () => {
  it('fails the run with a reason, publishes nothing and leaves older backups alone', async () => {
    const older = await start().ended;
    connected.services.store.quotaBytes = (older.archive?.sizeBytes ?? 0) * 1.5;
    const record = await start().ended;
    expect(record).toMatchObject({ status: 'failed', archive: null, error: { code: 'storage-full' } });
    expect((await connected.services.store.list()).map(({ id }) => id)).toEqual([older.id]);
    expect(await connected.services.store.listUnpublished()).toEqual([]);
  });
});
