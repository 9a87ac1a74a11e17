import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { loadEnv, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { secretVariables } from './src/core/envDefaults.ts';
import { secretVariableProblem } from './src/core/secretKey.ts';
import { findChromium } from './tests/chromium.ts';

const testing = process.env.VITEST !== undefined;

/** Stops a build or start that would put a secret key where every visitor can read it. */
function refuseSecretKeys(): Plugin {
  return {
    name: 'holdfast-refuse-secret-keys',
    config(config, { mode }) {
      const [name] = secretVariables(loadEnv(mode, config.root ?? process.cwd(), 'VITE_'));
      if (name === undefined) return;
      const { title, message } = secretVariableProblem(name);
      throw new Error(`${title}. ${message}`);
    },
  };
}

export default defineConfig(async ({ command }) => {
  const chromium = testing ? await findChromium() : null;
  const sample =
    command === 'serve' && !testing ? (await import('./tests/supabase/vitePlugin.ts')).sampleProject() : null;
  return {
    plugins: [refuseSecretKeys(), react(), sample],
    server: { host: '127.0.0.1' },
    preview: { host: '127.0.0.1' },
    worker: { format: 'es' as const },
    build: { target: 'es2022' },
    test: {
      globalSetup: ['tests/supabase/globalSetup.ts'],
      projects: [
        {
          extends: true as const,
          test: {
            name: 'node',
            include: ['tests/**/*.test.ts'],
            exclude: ['tests/**/*.browser.test.ts', 'tests/e2e/**', 'tests/pages/**'],
            testTimeout: 60_000,
            hookTimeout: 120_000,
          },
        },
        {
          extends: true as const,
          test: {
            name: 'pages',
            include: ['tests/pages/**/*.test.tsx'],
            environment: 'happy-dom',
            testTimeout: 30_000,
          },
        },
        {
          extends: true as const,
          // Named, so that Vite does not find them while the tests run, and load the page anew.
          optimizeDeps: {
            noDiscovery: true,
            include: ['jszip', 'idb', 'file-saver', 'fast-check', 'hash-wasm', 'zod', 'lossless-json'],
          },
          test: {
            name: 'browser',
            include: ['tests/**/*.browser.test.ts'],
            testTimeout: 60_000,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({ launchOptions: chromium ?? {} }),
              instances: [{ browser: 'chromium' as const }],
            },
          },
        },
        {
          extends: true as const,
          test: {
            name: 'e2e',
            include: ['tests/e2e/**/*.test.ts'],
            globalSetup: ['tests/e2e/globalSetup.ts'],
            testTimeout: 120_000,
            hookTimeout: 180_000,
          },
        },
      ],
    },
  };
});
