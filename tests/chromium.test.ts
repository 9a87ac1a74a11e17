import { chromium } from 'playwright';
import { afterEach, expect, test } from 'vitest';
import { type ChromiumLaunch, findChromium, findTestChromium } from './chromium.ts';

const chosenBefore = process.env.CHROMIUM_PATH;
afterEach(() => {
  if (chosenBefore === undefined) delete process.env.CHROMIUM_PATH;
  else process.env.CHROMIUM_PATH = chosenBefore;
});

async function titleOfPage(launch: ChromiumLaunch): Promise<string> {
  const browser = await chromium.launch(launch);
  try {
    const page = await browser.newPage();
    await page.setContent('<title>a page</title>');
    return await page.title();
  } finally {
    await browser.close();
  }
}

test('the browser that is found shows a page', async () => {
  expect(await titleOfPage(await findChromium())).toBe('a page');
});

test('the packaged browser shows a page without any browser of this machine', async () => {
  const before = { ...process.env };
  const launch = await findChromium('packaged');
  expect(launch.executablePath).toMatch(/holdfast-browser-/);
  expect(process.env).toEqual(before);
  expect(await titleOfPage(launch)).toBe('a page');
});

test('a CHROMIUM_PATH that is no browser is refused by name', async () => {
  process.env.CHROMIUM_PATH = '/nowhere/chromium';
  await expect(findChromium()).rejects.toThrow('CHROMIUM_PATH is /nowhere/chromium');
  await expect(findTestChromium()).rejects.toThrow('CHROMIUM_PATH is /nowhere/chromium');
});
