import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { freePort } from '../supabase/freePort.ts';

/** The app as built for production, on loopback. */
export interface ServedApp {
  /** `http://127.0.0.1:…` */
  url: string;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the app with these `VITE_` variables and no others, into a temporary folder, and serves it. */
export async function serveApp(variables: Readonly<Record<string, string>>): Promise<ServedApp> {
  for (const name of Object.keys(process.env)) if (name.startsWith('VITE_')) delete process.env[name];
  Object.assign(process.env, variables);
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-screenshots-'));
  const common = { root, envDir: false as const, logLevel: 'error' as const };
  await build({ ...common, build: { outDir: folder, emptyOutDir: true } });
  const port = await freePort();
  const server = await preview({
    ...common,
    configFile: false,
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port, strictPort: true },
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
