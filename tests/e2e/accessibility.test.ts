import axe from 'axe-core';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  connectProject,
  createButton,
  expectPage,
  filenameOf,
  goTo,
  heading,
  historyRows,
  openAsAdmin,
  openTab,
  runRegion,
  type Story,
  signIn,
  startStory,
} from './harness.ts';
import { holdReads } from './heldReads.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory({ rows: 2_000 });
});
afterEach(() => story.project.intercept(null));
afterAll(() => story.stop());

const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 375 },
  { colorScheme: 'dark', width: 375 },
] as const;

/** What axe finds serious or critical, as lines that say what and where. */
async function seriousProblems(page: Page): Promise<string[]> {
  // Once per document, not once per question as axe's own package for Playwright does: it is half a megabyte.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] }); // most of its time goes into describing what is well
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
  });
}

/** Everything that can be wrong with the page as it stands, in every look. */
async function problems(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: width === 375 ? 812 : 900 });
    await expectPage(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    // The layout of the new width comes with the next frame.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (sideways > 0) found.push(`${colorScheme} ${width}: scrolls sideways by ${sideways} px`);
    found.push(...(await seriousProblems(page)).map((problem) => `${colorScheme} ${width}: ${problem}`));
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

/** Presses Tab until the element has the focus, as somebody without a mouse does; a string is what stands on it. */
async function tabTo(page: Page, what: string | Locator): Promise<void> {
  const focused = page.locator(':focus');
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused.count()) === 0) continue;
    if (typeof what === 'string' ? (await focused.innerText()).trim() === what : (await what.and(focused).count()) > 0)
      return;
  }
  throw new Error(`${what} cannot be reached by the Tab key.`);
}

// Axe looks at some ten pages in four looks: a minute and more where the machine is busy.
describe('every page, light and dark, wide and on a phone', { timeout: 300_000 }, () => {
  it('opens to everybody before anybody is signed in', async () => {
    const context = await story.openBrowser();
    const page = await openTab(context);
    await expectPage(heading(page, 'Connect a project')).toBeVisible();
    expect.soft(await problems(page), 'connect').toEqual([]);
    await page.getByRole('textbox', { name: 'Publishable key' }).fill('sb_secret_1234567890');
    await expectPage(page.getByRole('alert')).toBeVisible();
    expect.soft(await problems(page), 'connect, with a problem').toEqual([]);
    await connectProject(page, story.project);
    expect.soft(await problems(page), 'sign-in').toEqual([]);
    await signIn(page, { email: story.project.user.email, password: 'not it' });
    await expectPage(page.getByRole('alert')).toBeVisible();
    expect.soft(await problems(page), 'sign-in, refused').toEqual([]);
    await signIn(page, story.project.user);
    await expectPage(heading(page, 'You are not an admin of this project')).toBeVisible();
    expect.soft(await problems(page), 'not an admin').toEqual([]);
    await page.goto('/nowhere');
    await expectPage(heading(page, 'There is no such page')).toBeVisible();
    expect.soft(await problems(page), 'not found').toEqual([]);
    await context.close();
  });

  it('opens to admins, empty, while a backup runs, and when it has ended', async () => {
    const { context, page } = await openAsAdmin(story);
    expect.soft(await problems(page), 'backups, empty').toEqual([]);
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;
    await expectPage(runRegion(page).getByRole('progressbar')).toBeVisible();
    expect.soft(await problems(page), 'backups, running').toEqual([]);
    reads.release();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    expect.soft(await problems(page), 'backups').toEqual([]);

    const filename = await filenameOf(historyRows(page).first());
    await page.getByRole('button', { name: `Delete ${filename}` }).click();
    await expectPage(page.getByRole('dialog')).toBeVisible();
    expect.soft(await problems(page), 'asking before deleting').toEqual([]);
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Create backup with options…' }).click();
    await expectPage(page.getByRole('textbox', { name: 'Reason' })).toBeFocused();
    expect.soft(await problems(page), 'options').toEqual([]);
    await page.keyboard.press('Escape');

    await context.close();
  });

  it('opens to admins who have a backup', async () => {
    const { context, page } = await openAsAdmin(story);
    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await page.getByRole('link', { name: /^Details / }).click();
    await expectPage(page.getByRole('heading', { level: 1, name: /^Manual backup, / })).toBeVisible();
    expect.soft(await problems(page), 'a backup').toEqual([]);
    for (const name of ['Overview', 'Restore', 'Compare', 'Settings', 'Schedules', 'Retention']) {
      await goTo(page, name);
      expect.soft(await problems(page), name).toEqual([]);
    }
    await context.close();
  });

  it('shows toasts, forms and their problems', async () => {
    const { context, page } = await openAsAdmin(story);
    await goTo(page, 'Retention');
    await page.getByRole('button', { name: 'Clean up now…' }).click();
    await expectPage(page.getByText('Nothing to remove', { exact: true })).toBeVisible();
    await page.getByRole('switch', { name: 'What if no backup runs for a week' }).press('Space');
    expect.soft(await problems(page), 'retention, with a toast and a week without backups').toEqual([]);
    await goTo(page, 'Schedules');
    await page.getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('button', { name: 'Add schedule' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expectPage(page.getByText('Give it a name.')).toBeVisible();
    expect.soft(await problems(page), 'schedules, with a form and a problem').toEqual([]);
    await page.getByRole('textbox', { name: 'Name' }).fill('Every hour');
    await page.getByRole('main').getByRole('button', { name: 'Close' }).click();
    await expectPage(page.getByRole('dialog')).toBeVisible();
    expect.soft(await problems(page), 'asking before changes are discarded').toEqual([]);
    await context.close();
  });

  it('shows the audit trail', async () => {
    const { context, page } = await openAsAdmin(story);
    await goTo(page, 'Audit trail');
    await page
      .getByRole('button', { name: /^Signed in, / })
      .first()
      .click();
    await expectPage(page.getByText(/^Unbroken/)).toBeVisible();
    expect.soft(await problems(page), 'the audit trail, with an open entry').toEqual([]);
    await context.close();
  });

  it('shows who may not change anything what is set', async () => {
    await story.project.sql(`update holdfast.admins set permissions = array['create']`);
    try {
      const { context, page } = await openAsAdmin(story);
      for (const name of ['Settings', 'Schedules', 'Retention']) {
        await goTo(page, name);
        await expectPage(page.getByText(/needs the permission/)).toBeVisible();
        expect.soft(await problems(page), `${name}, to be read only`).toEqual([]);
      }
      await context.close();
    } finally {
      await story.project.sql(
        `update holdfast.admins set permissions = array['create', 'download', 'delete', 'restore', 'settings']`,
      );
    }
  });
});

describe('without a mouse', () => {
  it('a backup is made from the first Tab to the last Enter', async () => {
    const { context, page } = await openAsAdmin(story);
    await page.reload();
    await expectPage(createButton(page)).toBeVisible();
    const reads = holdReads(story.project); // of all tables, or the words of the start would soon be those of the first quarter
    await tabTo(page, 'Create backup');
    await page.keyboard.press('Enter');
    await reads.held;
    await expectPage(runRegion(page)).toBeVisible();
    await expectPage(page.getByRole('status')).toContainText('Backup started.');
    reads.release();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await context.close();
  });

  it('a schedule is moved to another time and zone', async () => {
    const { context, page } = await openAsAdmin(story);
    await goTo(page, 'Schedules');
    await page.reload();
    await expectPage(page.getByRole('button', { name: 'Edit Daily backup' })).toBeVisible();
    await tabTo(page, 'Daily backup');
    await page.keyboard.press('Enter');
    await expectPage(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await tabTo(page, page.getByRole('textbox', { name: 'Time', exact: true }));
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('04:30');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('new york');
    await expectPage(page.getByRole('option')).toHaveText(['America/New_York']);
    await page.keyboard.press('Enter');
    await expectPage(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('America/New_York');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await expectPage(page.getByRole('table', { name: 'Schedules' })).toContainText('Every day at 04:30');
    await expectPage(page.getByRole('table', { name: 'Schedules' })).toContainText('New York time');
    await context.close();
  });

  it('the days to come are chosen on the slider of retention, and a dialog gives the focus back', async () => {
    const { context, page } = await openAsAdmin(story);
    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await goTo(page, 'Retention');
    await page.reload();
    const day = page.getByRole('slider', { name: 'Day' });
    await expectPage(day).toBeVisible();
    await tabTo(page, day);
    await page.keyboard.press('Home');
    await expectPage(day).toHaveAttribute('aria-valuetext', 'Today');
    await page.keyboard.press('ArrowRight');
    await expectPage(day).toHaveAttribute('aria-valuenow', '1');
    await goTo(page, 'Backups');
    const stop = page.getByRole('button', { name: 'Stop', exact: true });
    await stop.focus();
    await page.keyboard.press('Enter');
    await expectPage(page.getByRole('dialog').locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expectPage(page.getByRole('dialog')).toHaveCount(0);
    await expectPage(stop).toBeFocused();
    await context.close();
  });

  it('a new page begins at its content', async () => {
    const { context, page } = await openAsAdmin(story);
    await page.reload();
    await expectPage(heading(page, 'Backups')).toBeVisible();
    await tabTo(page, 'Settings');
    await page.keyboard.press('Enter');
    await expectPage(heading(page, 'Settings')).toBeVisible();
    await expectPage(page.getByRole('main')).toBeFocused();
    await context.close();
  });
});
