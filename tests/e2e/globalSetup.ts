import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';
import { findTestChromium } from '../chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built app is served, `http://127.0.0.1:…`. */
    appUrl: string;
    /** Where the same app is served with a clock that tests can move (movedClock.ts). */
    movedAppUrl: string;
    /** The folder that the first build made. */
    appFolder: string;
    /** The folder of the build with the other clock. */
    movedAppFolder: string;
    /** Where the browser listens for Playwright. */
    browserUrl: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

const movedClock = fileURLToPath(new URL('movedClock.ts', import.meta.url));

/** Source of a plugin that puts the clock of the tests in the place of the real one. */
const withMovedClock = `{
  name: 'holdfast-test-moved-clock',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/adapters/browser/clock.ts') ? ${JSON.stringify(movedClock)} : null),
}`;

/** Builds the app as a person would on a machine where nothing is configured: no VITE_ variable, no .env file, not in test mode. */
async function build(folder: string, plugins = ''): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITE|VITEST|NODE_ENV|TEST$)/.test(name)),
  );
  const script = `
    import { build } from 'vite';
    await build({ envDir: false, logLevel: 'warn', plugins: [${plugins}], build: { outDir: ${JSON.stringify(folder)}, emptyOutDir: true } });`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env });
}

async function serve(folder: string) {
  const server = await preview({
    root,
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const { port } = server.httpServer.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Builds the app twice, serves both and starts the browser: once for all end-to-end tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-build-'));
  const [folder, movedFolder] = [join(home, 'app'), join(home, 'moved')];
  const undo: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const undoAll = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    await Promise.all([build(folder), build(movedFolder, withMovedClock)]);
    const app = await serve(folder);
    undo.push(app.close);
    const movedApp = await serve(movedFolder);
    undo.push(movedApp.close);
    const browser = await chromium.launchServer({ ...(await findTestChromium()), host: '127.0.0.1' });
    undo.push(() => browser.close());
    project.provide('appUrl', app.url);
    project.provide('movedAppUrl', movedApp.url);
    project.provide('appFolder', folder);
    project.provide('movedAppFolder', movedFolder);
    project.provide('browserUrl', browser.wsEndpoint());
    return undoAll;
  } catch (error) {
    await undoAll();
    throw error;
  }
}
