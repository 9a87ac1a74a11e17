import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';

/** Where the pictures go; not part of the repository. */
const folder = fileURLToPath(new URL('../.output/', import.meta.url));

const widths = { wide: { width: 1440, height: 900 }, phone: { width: 375, height: 812 } };
const schemes = ['light', 'dark'] as const;

/** What the pictures of one state show. */
export interface Shot {
  /** `window`: only what is in the window, for what floats above the page. Default: the whole page. */
  extent?: 'window' | 'page';
  /** Done after the width changed, before the picture: what a phone shows only after a touch. */
  prepare?: (width: keyof typeof widths) => Promise<void>;
}

/**
 * Takes the page as it is in both widths and both colour schemes, as `<name>-<width>-<scheme>.png`.
 * @returns after the window has its usual size again.
 */
export async function takeAll(page: Page, name: string, { extent = 'page', prepare }: Shot = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const width of ['phone', 'wide'] as const) {
    await page.setViewportSize(widths[width]);
    await prepare?.(width);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.mouse.move(0, 0);
      await page.screenshot({
        path: join(folder, `${name}-${width}-${colorScheme}.png`),
        fullPage: extent === 'page',
        animations: 'disabled',
      });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
