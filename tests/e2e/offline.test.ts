import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createButton, expectPage, filenameOf, historyRows, openAsAdmin, type Story, startStory } from './harness.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory({ rows: 400 });
});
afterAll(() => story.stop());

describe('the installed app without a network', () => {
  it('starts, shows the history and hands out its files, and goes on when the network is back', async () => {
    const { context, page } = await openAsAdmin(story, { serviceWorkers: 'allow' });
    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    const filename = await filenameOf(historyRows(page).first());
    const isReady = () => navigator.serviceWorker.controller?.state === 'activated'; // it has fetched the whole app first
    await page.waitForFunction(isReady, undefined, { timeout: 90_000 });

    await context.setOffline(true);
    await page.reload();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    expect(await filenameOf(historyRows(page).first())).toBe(filename);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${filename}` }).click(),
    ]);
    expect(await download.failure()).toBeNull();
    // Not every browser without a screen knows that it is offline; then the page says what it found.
    const notice = page.getByText(/^You are offline$|^The project could not be asked again$/);
    await expectPage(notice).toBeVisible();

    await context.setOffline(false);
    await page.evaluate(() => window.dispatchEvent(new Event('online'))); // which those do not say either
    await expectPage(notice).toHaveCount(0);
    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(2);
    await context.close();
  });
});
