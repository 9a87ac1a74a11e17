import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findChromium } from './tests/chromium.ts';

const testing = process.env.VITEST !== undefined;

export default defineConfig(async ({ command }) => {
  const chromium = testing ? await findChromium() : null;
  const sample = command === 'serve' && !testing ? (await import('./tests/supabase/vitePlugin.ts')).sampleProject() : null;
  return {
    plugins: [react(), sample],
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
          test: { name: 'pages', include: ['tests/pages/**/*.test.tsx'], environment: 'happy-dom', testTimeout: 30_000 },
        },
        {
          extends: true as const,
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
