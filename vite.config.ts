import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { loadEnv, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { secretVariables } from './src/core/envDefaults.ts';
import { secretVariableProblem } from './src/core/secretKey.ts';
import { findTestChromium } from './tests/chromium.ts';

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

/**
 * Makes a build installable, and able to start offline. Only the app is kept, never an answer of the project. A new version waits until
 * the person takes it (src/app/AppUpdate.tsx); `keepOldAssets.js` lets tabs of the old one go on meanwhile.
 */
function installable() {
  return VitePWA({
    registerType: 'prompt',
    injectRegister: false, // src/adapters/browser/appUpdates.ts does it
    // holdfast.sql must come from where the app came from, like everything that one version is made of.
    workbox: {
      globPatterns: ['**/*.{js,css,html,svg,png,wasm,sql}'],
      globIgnores: ['keepOldAssets.js'],
      maximumFileSizeToCacheInBytes: 8 * 1024 * 1024, // past it the build fails, rather than leave a file out
      navigateFallback: 'index.html',
      clientsClaim: true,
      cleanupOutdatedCaches: true,
      importScripts: ['keepOldAssets.js'],
      runtimeCaching: [
        { urlPattern: /\/assets\//, handler: 'CacheFirst', options: { cacheName: 'holdfast-old-assets' } },
      ],
    },
    includeManifestIcons: false, // they match the patterns above
    manifest: {
      name: 'Holdfast',
      short_name: 'Holdfast',
      description: 'Backups of a Supabase project, made and kept in this browser.',
      display: 'standalone',
      theme_color: '#f7f8fa',
      background_color: '#f7f8fa',
      icons: [
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: 'favicon.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
  });
}

export default defineConfig(async ({ command, mode }) => {
  const patience = mode === 'soak' ? 20 : 1; // it tries so many times as many examples: tests/runs.ts
  const chromium = testing ? await findTestChromium() : null;
  const sample =
    command === 'serve' && !testing ? (await import('./tests/supabase/vitePlugin.ts')).sampleProject() : null;
  return {
    // No service worker in development and tests: it would serve yesterday's files.
    plugins: [refuseSecretKeys(), react(), sample, command === 'build' && !testing ? installable() : null],
    server: { host: '127.0.0.1' },
    preview: { host: '127.0.0.1' },
    worker: { format: 'es' as const },
    build: { target: 'es2022' },
    test: {
      globalSetup: ['tests/supabase/globalSetup.ts'],
      execArgv: ['--max-semi-space-size=64'], // fewer, longer collections: a tenth less time where many small things are made
      expect: { poll: { timeout: 20_000 } }, // patience, not a measure: other work on the same machine must not fail a test
      // On two cores vitest would take one file after the other, though much of a file's time is waiting: for a database, a page, a worker.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      projects: [
        {
          extends: true as const,
          test: {
            name: 'core',
            include: ['tests/core/**/*.test.ts'],
            isolate: false, // pure functions: nothing of one file can be seen by another, and each would load the same libraries again
            testTimeout: 60_000 * patience,
          },
        },
        {
          extends: true as const,
          test: {
            name: 'node',
            include: ['tests/**/*.test.ts'],
            isolate: false, // a third of the time would go into loading the same modules in each file
            exclude: [
              'tests/**/*.browser.test.ts',
              'tests/core/**',
              'tests/e2e/**',
              'tests/features/**',
              'tests/pages/**',
            ],
            testTimeout: 60_000 * patience,
            hookTimeout: 120_000,
          },
        },
        {
          extends: true as const,
          test: {
            name: 'pages',
            include: ['tests/pages/**/*.test.tsx', 'tests/features/**/*.test.ts'],
            environment: 'happy-dom',
            isolate: false,
            setupFiles: ['tests/pages/setUp.ts'],
            testTimeout: 30_000,
            hookTimeout: 60_000,
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
            isolate: false,
            globalSetup: ['tests/e2e/globalSetup.ts'],
            testTimeout: 120_000,
            hookTimeout: 180_000,
          },
        },
      ],
    },
  };
});
