import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPage, filenameOf, goTo, historyRows, type Story, startStory, storedFiles } from './harness.ts';
import { automaticRegion, moveTo, openAsAdminAt, runLog, storedBackups, storedSlots } from './movedBrowser.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory({ rows: 400 });
});
afterAll(() => story.stop());

describe('a month that ends in a weekend, with a tab that stays open', () => {
  it('ends with the cleanup of Sunday, after the backup of Sunday, which removes what no rule keeps', async () => {
    const { context, page } = await openAsAdminAt(story, '2026-02-19T12:00:00+01:00');
    // Of three backups of one day the first is none of the newest five later on, nor the last of its day.
    for (const count of [1, 2, 3]) {
      await automaticRegion(page).getByRole('button', { name: 'Test auto backup' }).click();
      await expectPage(historyRows(page, 'Completed')).toHaveCount(count);
    }
    const oldest = await filenameOf(historyRows(page).last());
    const [oldestFile] = (await storedBackups(page)).filter(({ filename }) => filename === oldest).map(({ id }) => id);

    // 29 days later the computer wakes: one late backup, and a late cleanup to which nothing is too old yet.
    await moveTo(page, '2026-03-20T21:00:00+01:00');
    await expectPage(historyRows(page, 'Completed')).toHaveCount(4);
    const cleanups = async () =>
      (await storedSlots(page)).filter(({ job, state }) => job === 'cleanup' && state === 'ended');
    await expect.poll(async () => (await cleanups()).map(({ removed }) => removed), { timeout: 20_000 }).toContain(0);
    for (const [night, count] of [
      ['2026-03-21T02:00:01+01:00', 5] as const,
      ['2026-03-22T02:00:01+01:00', 6] as const,
    ]) {
      await moveTo(page, night);
      await expectPage(historyRows(page, 'Completed')).toHaveCount(count);
    }
    expect((await storedFiles(page)).archives).toContain(`${oldestFile}.zip`);

    await moveTo(page, '2026-03-22T03:00:01+01:00');
    await expectPage(historyRows(page, 'Completed')).toHaveCount(5);
    await expectPage(historyRows(page).filter({ hasText: oldest })).toHaveCount(0);
    await expect.poll(async () => (await storedFiles(page)).archives, { timeout: 20_000 }).toHaveLength(5);
    const files = await storedFiles(page);
    expect(files.incoming).toEqual([]);
    expect(files.archives).not.toContain(`${oldestFile}.zip`);
    const removed = (await storedBackups(page)).filter((record) => record.removed !== null);
    expect(removed).toMatchObject([
      { filename: oldest, removed: { by: 'retention', reason: 'Over 30 days, no other rule keeps it' } },
    ]);

    await goTo(page, 'Schedules');
    await expectPage(runLog(page).nth(0)).toContainText('Sun 22 Mar, 03:00');
    await expectPage(runLog(page).nth(0)).toContainText('Removed 1');
    await expectPage(runLog(page).nth(1)).toContainText('Sun 22 Mar, 02:00');
    await expectPage(runLog(page).nth(1)).toContainText('Completed');

    await goTo(page, 'Backups');
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Removed' }).click();
    await expectPage(historyRows(page)).toHaveCount(1);
    await expectPage(historyRows(page)).toContainText(oldest);
    await expectPage(historyRows(page)).toContainText('Over 30 days, no other rule keeps it');
    await expectPage(page.getByRole('button', { name: `Download ${oldest}` })).toHaveCount(0);
    await context.close();
  });
});
