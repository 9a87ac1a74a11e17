import type { BrowserContext } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPage, historyRows, openTab, type Story, startStory } from './harness.ts';
import { automaticRegion, moveTo, openAsAdminAt, storedSlots } from './movedBrowser.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory({ rows: 400 });
});
afterAll(() => story.stop());

/**
 * Notes the titles of all notifications that pages of this browser show from now on, and lets the browser show them. Some browsers
 * without a screen permit none, whatever they are told, so pages are told here that they may.
 */
async function watchNotifications(context: BrowserContext): Promise<string[]> {
  const titles: string[] = [];
  await context.exposeFunction('noteNotification', (title: string) => titles.push(title));
  await context.addInitScript(() => {
    const { noteNotification } = window as unknown as { noteNotification: (title: string) => void };
    window.Notification = class extends window.Notification {
      static override readonly permission = 'granted';
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        noteNotification(title);
      }
    };
  });
  return titles;
}

describe('a night in which the project answers with errors', () => {
  it('is told when the last try has failed, and stays on screen until it is seen', async () => {
    const { context, page: first } = await openAsAdminAt(story, '2026-03-16T21:00:00+01:00');
    await context.grantPermissions(['notifications']);
    const titles = await watchNotifications(context);
    await first.close();
    const page = await openTab(context, '/admin/backup');
    await expectPage(automaticRegion(page)).toContainText('Running in this tab');

    // The run's first question; an answer that trying again at once would not mend.
    story.project.intercept(({ method, path }) =>
      method === 'POST' && path.endsWith('/holdfast_catalog')
        ? { status: 400, body: { code: 'XX000', message: 'cache lookup failed for relation 16402' } }
        : null,
    );
    // One, five and fifteen minutes after the try before, and up to a minute that this took by itself.
    const tries = ['02:00', '02:02', '02:08', '02:24'];
    for (const [index, time] of tries.entries()) {
      await moveTo(page, `2026-03-17T${time}:01+01:00`);
      await expectPage(historyRows(page, 'Failed')).toHaveCount(index + 1);
      if (index === tries.length - 1) break;
      await expectPage(automaticRegion(page)).toContainText(`failed after ${index + 1} tr`);
      expect(titles).toEqual([]);
    }
    const notice = page.getByText('Daily backup, due today 02:00, failed after 4 tries');
    await expectPage(notice).toBeVisible();
    await expectPage(automaticRegion(page)).toContainText('cache lookup failed for relation 16402');
    await expectPage(page).toHaveTitle(/^Failed · Backups · Holdfast$/);
    await expect.poll(() => titles).toEqual(['Daily backup failed']);
    story.project.intercept(null);
    await page.reload();
    await expectPage(notice).toBeVisible();
    await automaticRegion(page).getByRole('button', { name: 'Mark as seen' }).click();
    await expectPage(notice).toHaveCount(0);
    await expectPage(page).toHaveTitle('Backups · Holdfast');

    // The next night the project is well again, but the computer sleeps until morning.
    await moveTo(page, '2026-03-18T07:10:00+01:00');
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    // Wednesday's verification is late as well, and tells of itself.
    const ofBackups = () => titles.filter((title) => title.startsWith('Daily backup'));
    await expect.poll(ofBackups).toEqual(['Daily backup failed', 'Daily backup ran 5 h late']);

    // In time is how it should be: nothing to tell, unless it is wanted.
    await moveTo(page, '2026-03-19T02:00:01+01:00');
    await expectPage(historyRows(page, 'Completed')).toHaveCount(2);
    await expect
      .poll(async () => (await storedSlots(page)).filter(({ job, state }) => job === 'backup' && state === 'ended'), {
        timeout: 20_000,
      })
      .toHaveLength(3);
    expect(ofBackups()).toHaveLength(2);
    await context.close();
  });
});
