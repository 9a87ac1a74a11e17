import { resolveConfig } from 'vite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readEnv } from '../../src/app/env.ts';
import { settingsIn } from '../../src/core/settings.ts';

const connection = { VITE_SUPABASE_URL: 'https://abc.supabase.co', VITE_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x' };

describe('readEnv', () => {
  it('names no project when nothing is set', () => {
    const defaults = settingsIn('Asia/Kathmandu');
    expect(readEnv({ MODE: 'production' }, 'Asia/Kathmandu')).toEqual({ connection: null, defaults, problems: [] });
  });

  it('reads project, name and declared tables; an address may lack its scheme or end in a slash', () => {
    const env = readEnv({
      ...connection,
      VITE_SUPABASE_URL: 'abc.supabase.co/',
      VITE_PLATFORM_NAME: 'Bass',
      VITE_BACKUP_TABLES: 'users',
    });
    expect(env.connection).toEqual({
      url: 'https://abc.supabase.co',
      publishableKey: 'sb_publishable_x',
      platform: 'Bass',
    });
    expect(env.defaults.declaredTables).toEqual([{ table: 'public.users', key: ['id'] }]);
  });

  it('takes the older name of the key', () => {
    const { VITE_SUPABASE_PUBLISHABLE_KEY: key, ...rest } = connection;
    expect(readEnv({ ...rest, VITE_SUPABASE_ANON_KEY: key }).connection?.publishableKey).toBe('sb_publishable_x');
  });

  it.each([
    [
      'a secret key in its place',
      { ...connection, VITE_SUPABASE_PUBLISHABLE_KEY: 'sb_secret_x' },
      'VITE_SUPABASE_PUBLISHABLE_KEY holds a secret key',
    ],
    ['a secret key anywhere', { ...connection, VITE_FORGOTTEN: 'sb_secret_x' }, 'VITE_FORGOTTEN holds a secret key'],
    [
      'an address over plain http',
      { ...connection, VITE_SUPABASE_URL: 'http://abc.supabase.co' },
      'VITE_SUPABASE_URL is not a project URL',
    ],
    [
      'a key that is none',
      { ...connection, VITE_SUPABASE_PUBLISHABLE_KEY: 'hello' },
      'VITE_SUPABASE_PUBLISHABLE_KEY is not a publishable key',
    ],
    ['a setting out of its range', { ...connection, VITE_BACKUP_LEVEL: '10' }, 'VITE_BACKUP_LEVEL cannot be read'],
    ['a table that is none', { ...connection, VITE_BACKUP_TABLES: '.x' }, 'VITE_BACKUP_TABLES cannot be read'],
  ])('does not start with %s', (_name, raw, title) => {
    const env = readEnv(raw);
    expect(env.problems.map((problem) => problem.title)).toContain(title);
    expect(env.connection).toBeNull();
  });
});

describe('the build', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('refuses a secret key in any VITE_ variable, and says which', async () => {
    vi.stubEnv('VITE_FORGOTTEN', 'sb_secret_x');
    await expect(resolveConfig({}, 'build')).rejects.toThrow('VITE_FORGOTTEN holds a secret key');
  });
});
