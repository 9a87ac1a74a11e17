import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';

/** Where the pictures go; not part of the repository. */
const folder = fileURLToPath(new URL('../.output/', import.meta.url));
/** Where those of README.md go, which are. */
const readmeFolder = fileURLToPath(new URL('readme/', import.meta.url));

const widths = { wide: { width: 1440, height: 900 }, phone: { width: 375, height: 812 } };
const schemes = ['light', 'dark'] as const;

/** What the pictures of one state show. */
export interface Shot {
  /** `window`: only what is in the window, for what floats above the page. Default: the whole page. */
  extent?: 'window' | 'page';
}

/**
 * Takes the page as it is in both widths and both colour schemes, as `<name>-<width>-<scheme>.png`.
 * @returns after the window has its usual size again.
 */
export async function takeAll(page: Page, name: string, { extent = 'page' }: Shot = {}): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const width of ['phone', 'wide'] as const) {
    await page.setViewportSize(widths[width]);
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

/** How large a picture of README.md is, and in which colours. */
export interface ReadmeShot {
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}

/** Takes what a window of this size shows, as `readme/<name>.png`. */
export async function takeForReadme(
  page: Page,
  name: string,
  { width, height, colorScheme }: ReadmeShot,
): Promise<void> {
  await mkdir(readmeFolder, { recursive: true });
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(readmeFolder, `${name}.png`), animations: 'disabled' });
  await page.setViewportSize(widths.wide);
  await page.emulateMedia({ colorScheme: 'light' });
}
