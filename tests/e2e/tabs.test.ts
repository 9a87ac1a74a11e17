import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createButton,
  expectPage,
  filenameOf,
  historyRows,
  openAsAdmin,
  openTab,
  runRegion,
  type Story,
  startStory,
  storedFiles,
} from './harness.ts';
import { holdReads } from './heldReads.ts';

let story: Story;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  story = await startStory({ rows: 2_000 });
});
afterAll(() => story.stop());
beforeEach(async () => {
  ({ context, page } = await openAsAdmin(story));
});
afterEach(async () => {
  story.project.intercept(null);
  await context.close();
});

describe('two tabs', () => {
  it('show each other what they do, while it runs and when it has ended', async () => {
    const other = await openTab(context, '/admin/backup');
    await expectPage(other.getByText('Your first backup takes one click')).toBeVisible();
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await expectPage(historyRows(other)).toHaveCount(1);
    await expectPage(historyRows(other).first()).toContainText('In progress');
    await expectPage(other.getByText('Backing up in another tab')).toBeVisible();
    await expectPage(runRegion(other)).toHaveCount(0);

    reads.release();
    await expectPage(historyRows(other, 'Completed')).toHaveCount(1);
    const filename = await filenameOf(historyRows(other).first());
    expect(filename).toBe(await filenameOf(historyRows(page).first()));

    await other.getByRole('button', { name: `Delete ${filename}` }).click();
    await other.getByRole('button', { name: 'Delete backup' }).click();
    await expectPage(page.getByText('No backup in this browser')).toBeVisible();
  });

  it('wait for one another: the second backup begins when the first has ended', async () => {
    const other = await openTab(context, '/admin/backup');
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await createButton(other).click();
    await expectPage(runRegion(other)).toContainText('Waiting for another job');
    await expectPage(historyRows(other)).toHaveCount(1);
    // Only runs count, each at its beginning.
    const counting = () =>
      story.project.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/holdfast_counts'));
    const before = counting().length;

    reads.release();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(2);
    await expectPage(historyRows(other, 'Completed')).toHaveCount(2);
    expect(counting()).toHaveLength(before + 1);
    expect((await storedFiles(page)).archives).toHaveLength(2);
  });
});

describe('a run that does not end by itself', () => {
  it('is marked interrupted by the next tab when its own was closed, and leaves no file behind', async () => {
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await expect.poll(async () => (await storedFiles(page)).incoming, { timeout: 20_000 }).toHaveLength(1);
    await page.close();

    const next = await openTab(context, '/admin/backup');
    await expectPage(historyRows(next, 'Interrupted')).toHaveCount(1);
    await expectPage(historyRows(next).first()).toContainText('The tab was closed while the backup ran.');
    await expect.poll(() => storedFiles(next), { timeout: 20_000 }).toEqual({ incoming: [], archives: [] });

    reads.release();
    await createButton(next).click();
    await expectPage(historyRows(next, 'Completed')).toHaveCount(1);
  });

  it('leaves only its record when it is cancelled', async () => {
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await expect.poll(async () => (await storedFiles(page)).incoming, { timeout: 20_000 }).toHaveLength(1);
    await runRegion(page).getByRole('button', { name: 'Cancel' }).click();
    await expectPage(historyRows(page, 'Cancelled')).toHaveCount(1);
    await expectPage(runRegion(page)).toHaveCount(0);
    expect(await storedFiles(page)).toEqual({ incoming: [], archives: [] });
    const row = historyRows(page).first();
    await expectPage(row.getByRole('button', { name: /^Download / })).toHaveCount(0);
    await expectPage(row.getByRole('button', { name: /^Delete / })).toBeVisible();
  });

  it('can be cancelled while it waits its turn, without disturbing the one that runs', async () => {
    const other = await openTab(context, '/admin/backup');
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await createButton(other).click();
    await expectPage(runRegion(other)).toContainText('Waiting for another job');
    await runRegion(other).getByRole('button', { name: 'Cancel' }).click();
    await expectPage(runRegion(other)).toHaveCount(0);
    reads.release();
    await expectPage(historyRows(other, 'Completed')).toHaveCount(1);
    await expectPage(historyRows(other, 'Cancelled')).toHaveCount(1);
  });
});
