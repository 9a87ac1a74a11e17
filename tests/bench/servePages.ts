import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, preview } from 'vite';
import { freePort } from '../supabase/freePort.ts';

/** The bench page and the app, built as for production and served on loopback. */
export interface ServedPages {
  benchUrl: string;
  appUrl: string;
  /** File with the script that lets the app's main thread be watched. */
  watchScript: string;
  close(): Promise<void>;
}

const benchFolder = fileURLToPath(new URL('.', import.meta.url));
const watchEntry = fileURLToPath(new URL('./injectWatch.ts', import.meta.url));
const repository = fileURLToPath(new URL('../..', import.meta.url));

async function serve(outDir: string): Promise<{ url: string; close(): Promise<void> }> {
  const port = await freePort();
  const server = await preview({
    configFile: false,
    logLevel: 'warn',
    root: repository,
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

/** Builds without the environment's project, so that the app asks for one. */
async function buildApp(outDir: string): Promise<void> {
  for (const name of Object.keys(process.env)) if (name.startsWith('VITE_')) delete process.env[name];
  await build({ root: repository, envDir: false, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}

export async function servePages(): Promise<ServedPages> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const common: InlineConfig = {
    configFile: false,
    root: benchFolder,
    publicDir: false,
    envDir: false,
    logLevel: 'warn',
  };
  await build({
    ...common,
    worker: { format: 'es' },
    build: { target: 'es2022', chunkSizeWarningLimit: 1000, outDir: join(folder, 'bench'), emptyOutDir: true },
  });
  await build({
    ...common,
    build: {
      outDir: join(folder, 'watch'),
      emptyOutDir: true,
      lib: { entry: watchEntry, formats: ['iife'], name: 'watch', fileName: () => 'watch.js' },
    },
  });
  await buildApp(join(folder, 'app'));
  const [bench, app] = [await serve(join(folder, 'bench')), await serve(join(folder, 'app'))];
  return {
    benchUrl: bench.url,
    appUrl: app.url,
    watchScript: join(folder, 'watch', 'watch.js'),
    async close() {
      await Promise.all([bench.close(), app.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
