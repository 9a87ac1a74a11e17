import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { findChromium } from '../chromium.ts';
import { type BrowserMemory, watchBrowserMemory } from './browserMemory.ts';

/** A browser of its own, with a profile on disk: in a private window the file system would lie in memory. */
export interface BenchBrowser {
  context: BrowserContext;
  memory: BrowserMemory;
  open(url: string): Promise<Page>;
}

/** Has `work` use a new browser, and removes it with its profile afterwards. */
export async function withBrowser<T>(work: (browser: BenchBrowser) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-bench-profile-'));
  try {
    const launch = await findChromium();
    const context = await chromium.launchPersistentContext(profile, {
      ...launch,
      viewport: { width: 1440, height: 900 },
    });
    try {
      return await work({
        context,
        memory: watchBrowserMemory(profile),
        async open(url) {
          const page = await context.newPage();
          page.setDefaultTimeout(60_000);
          page.on('pageerror', (error) => console.error(`page: ${error.message}`));
          await page.goto(url);
          return page;
        },
      });
    } finally {
      await context.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Has the page ask for every permission anew, as at the first backup of a day: preflights are remembered beside the cache. */
export async function forgetPreflights(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
}

/** Frees what the page no longer needs, so that a baseline of memory means something. */
export async function collectGarbage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
}
