import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, createServer, type ViteDevServer } from 'vite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ADMIN, USER } from './accounts.ts';
import { sampleProject } from './vitePlugin.ts';

let root: string;
let server: ViteDevServer | undefined;
let printed: string[];
const platform = process.platform;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'holdfast-app-'));
  printed = [];
  vi.stubEnv('VITEST', ''); // as if this were no test
  vi.stubEnv('SAMPLE_ROWS', '1000');
  for (const name of ['VITE_SUPABASE_URL', 'VITE_SUPABASE_PUBLISHABLE_KEY', 'VITE_PLATFORM_NAME'])
    vi.stubEnv(name, undefined);
});
afterEach(async () => {
  Object.defineProperty(process, 'platform', { value: platform });
  await server?.close();
  server = undefined;
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

async function serve(): Promise<ViteDevServer> {
  const customLogger = createLogger('info');
  customLogger.info = customLogger.warn = (line) => void printed.push(line);
  server = await createServer({
    configFile: false,
    root,
    customLogger,
    plugins: [sampleProject()],
    server: { host: '127.0.0.1', port: 0, ws: false },
  });
  await server.listen();
  server.printUrls();
  return server;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test('the app gets address, key and name of a running demo, the person its accounts; closing stops it', async () => {
  const { env } = (await serve()).config;
  expect(env.VITE_SUPABASE_PUBLISHABLE_KEY).toMatch(/^sb_publishable_/);
  expect(env.VITE_PLATFORM_NAME).toBe('Car Audio Competition Platform');
  expect(await answers(env.VITE_SUPABASE_URL)).toBe(true);
  for (const account of [ADMIN, USER]) {
    expect(printed.join('\n')).toContain(account.email);
    expect(printed.join('\n')).toContain(account.password);
  }
  await server?.close();
  expect(await answers(env.VITE_SUPABASE_URL)).toBe(false);
  expect(process.env.VITE_SUPABASE_URL).toBeUndefined();
});

test('a restart of the development server keeps the demo', async () => {
  const running = await serve();
  const before = running.config.env.VITE_SUPABASE_URL;
  await running.restart();
  expect(running.config.env.VITE_SUPABASE_URL).toBe(before);
  expect(await answers(before)).toBe(true);
});

test('a project named in a .env file is used instead', async () => {
  writeFileSync(path.join(root, '.env'), 'VITE_SUPABASE_URL=https://example.supabase.co\n');
  const { env } = (await serve()).config;
  expect(env.VITE_SUPABASE_URL).toBe('https://example.supabase.co');
  expect(env.VITE_SUPABASE_PUBLISHABLE_KEY).toBeUndefined();
});

test('where a program is missing for the platform, the app starts without a project and says what is missing', async () => {
  Object.defineProperty(process, 'platform', { value: 'sunos' });
  const { env } = (await serve()).config;
  expect(env.VITE_SUPABASE_URL).toBeUndefined();
  expect(printed.join('\n')).toMatch(/needs PostgreSQL.*sunos.*VITE_SUPABASE_URL/s);
});
