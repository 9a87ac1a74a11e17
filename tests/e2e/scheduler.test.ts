import type { BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  expectPage,
  filenameOf,
  goTo,
  heading,
  historyRows,
  openTab,
  type Story,
  signIn,
  startStory,
  storedFiles,
} from './harness.ts';
import { type HeldReads, holdReads } from './heldReads.ts';
import {
  automaticRegion,
  freeze,
  moveTo,
  moveWhileClosed,
  openAsAdminAt,
  runLog,
  storedBackups,
  storedSlots,
} from './movedBrowser.ts';

let story: Story;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  story = await startStory({ rows: 400 });
});
afterAll(() => story.stop());
afterEach(async () => {
  story.project.intercept(null);
  await context.close();
});

const evening = '2026-03-16T21:00:00+01:00';
const night = '2026-03-17T02:00:01+01:00';
const slotId = 'daily-backup@2026-03-17T02:00+01:00[Europe/Berlin]';

const slots = async (tab: Page) => (await storedSlots(tab)).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));

/** Requests that only runs send: one each, at its beginning. */
const runsBegun = () =>
  story.project.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/holdfast_counts')).length;

/** One line for the night in the log, and no other. */
async function expectOneLine(tab: Page, tries: string | null): Promise<void> {
  await expect
    .poll(async () => (await slots(tab)).map(({ id, result }) => [id, result]))
    .toEqual([[slotId, 'completed']]);
  await goTo(tab, 'Schedules');
  await expectPage(runLog(tab)).toHaveCount(1);
  await expectPage(runLog(tab, 'Completed')).toContainText('Tue 17 Mar, 02:00');
  if (tries !== null) await expectPage(runLog(tab)).toContainText(tries);
}

describe('a night with two open tabs', () => {
  it('makes one backup, in the tab that leads', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    const other = await openTab(context, '/admin/backup');
    await expectPage(automaticRegion(page)).toContainText('Running in this tab');
    await expectPage(automaticRegion(other)).toContainText('Running in another tab');
    await expectPage(automaticRegion(other)).toContainText(/in 4 h 5\d min/);
    const before = runsBegun();

    await Promise.all([page, other].map((tab) => moveTo(tab, night)));
    for (const tab of [page, other]) {
      await expectPage(historyRows(tab, 'Completed')).toHaveCount(1);
      await expectPage(historyRows(tab)).toHaveCount(1);
      await expectPage(historyRows(tab).first()).toContainText('Automatic');
    }
    expect(await filenameOf(historyRows(other).first())).toBe(await filenameOf(historyRows(page).first()));
    for (const tab of [page, other]) await expectOneLine(tab, null);
    expect(runsBegun()).toBe(before + 1);
    expect((await storedFiles(page)).archives).toHaveLength(1);
  });
});

describe('a scheduled backup that is cut in the middle', () => {
  let reads: HeldReads;

  /** Lets the backup of the night begin, and stands still in its middle. */
  async function beginTheNight(): Promise<string[]> {
    reads = holdReads(story.project, 'payments');
    await moveTo(page, night);
    await reads.held;
    await expect.poll(async () => (await storedFiles(page)).incoming, { timeout: 20_000 }).toHaveLength(1);
    return (await storedFiles(page)).incoming;
  }

  /** The cut run is told as such and has left nothing; the slot is run again, and once. */
  async function expectSecondRun(tab: Page, leftovers: readonly string[]): Promise<void> {
    await expectPage(historyRows(tab, 'Interrupted')).toHaveCount(1);
    await expectPage(historyRows(tab, 'Interrupted')).toContainText('The tab was closed while the backup ran.');
    // The second run waits for its reads as well, so these files are those of the first, or not.
    await expect
      .poll(async () => (await storedFiles(tab)).incoming.filter((name) => leftovers.includes(name)), {
        timeout: 20_000,
      })
      .toEqual([]);
    reads.release();
    await expectPage(historyRows(tab, 'Completed')).toHaveCount(1);
    await expectPage(historyRows(tab)).toHaveCount(2);
    const files = await storedFiles(tab);
    expect(files.incoming).toEqual([]);
    expect(files.archives).toHaveLength(1);
    expect(files.archives).not.toEqual(leftovers);
    const ofSlot = (await storedBackups(tab)).filter(({ schedule }) => schedule?.slotId === slotId);
    expect(ofSlot.map(({ status }) => status).sort()).toEqual(['completed', 'interrupted']);
    await expectOneLine(tab, '2 tries');
  }

  it('is run again by the other tab when its own was closed', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    const other = await openTab(context, '/admin/backup');
    await expectPage(automaticRegion(other)).toContainText('Running in another tab');
    const leftovers = await beginTheNight();
    await expectPage(historyRows(other)).toContainText('In progress');
    await page.close();
    await expectPage(automaticRegion(other)).toContainText('Running in this tab');
    await expectSecondRun(other, leftovers);
  });

  it('is run again by its own tab after a reload', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    const leftovers = await beginTheNight();
    await page.reload();
    await expectSecondRun(page, leftovers);
  });
});

describe('a leading tab that the browser has frozen', () => {
  /** Half a minute at a time, until the other tab has seen often enough that the frozen one shows no sign of life. */
  async function expectTakeover(other: Page, from: string): Promise<void> {
    let at = Date.parse(from);
    const leads = async () => {
      at += 30_000;
      await moveTo(other, new Date(at).toISOString());
      return await automaticRegion(other).innerText();
    };
    await expect.poll(leads, { timeout: 50_000, interval: 200 }).toContain('Running in this tab');
  }

  it('is replaced, and follows when it comes back', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    const other = await openTab(context, '/admin/backup');
    await expectPage(automaticRegion(other)).toContainText('Running in another tab');
    const thaw = await freeze(page, other);
    await expectTakeover(other, evening);
    await moveTo(other, night);
    await expectPage(historyRows(other, 'Completed')).toHaveCount(1);

    await thaw();
    await moveTo(page, '2026-03-17T02:01:01+01:00');
    await expectPage(automaticRegion(page)).toContainText('Running in another tab');
    await expectPage(historyRows(other)).toHaveCount(1);
    await expectOneLine(other, null);
  });

  it('is replaced in the middle of its backup, which then comes to nothing', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    const other = await openTab(context, '/admin/backup');
    await expectPage(automaticRegion(other)).toContainText('Running in another tab');
    const reads = holdReads(story.project, 'payments');
    await moveTo(page, night);
    await reads.held;
    await expect.poll(async () => (await storedFiles(other)).incoming, { timeout: 20_000 }).toHaveLength(1);
    const thaw = await freeze(page, other);
    await expectTakeover(other, night);
    reads.release();
    // The lock of all jobs is frozen as well, and is taken over in its turn.
    let at = Date.parse(night) + 10 * 60_000;
    const completed = async () => {
      at += 30_000;
      await moveTo(other, new Date(at).toISOString());
      return await historyRows(other, 'Completed').count();
    };
    await expect.poll(completed, { timeout: 50_000, interval: 200 }).toBe(1);

    await thaw();
    await expectPage(historyRows(other, 'Interrupted')).toHaveCount(1);
    await expectPage(historyRows(other)).toHaveCount(2);
    await expect.poll(async () => (await storedFiles(other)).incoming, { timeout: 20_000 }).toEqual([]);
    expect((await storedFiles(other)).archives).toHaveLength(1);
    await expectOneLine(other, '2 tries');
  });
});

describe('a night when nobody is signed in', () => {
  it('shows the backup as waiting for sign-in, and makes it afterwards, marked late', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expectPage(heading(page, 'Sign in')).toBeVisible();
    const before = runsBegun();

    await moveTo(page, night);
    await expectPage(page.getByText('Daily backup, due 02:00, is waiting for sign-in')).toBeVisible();
    await moveTo(page, '2026-03-17T07:10:00+01:00');
    expect(await storedBackups(page)).toEqual([]);
    expect(runsBegun()).toBe(before);

    await signIn(page, story.project.admin);
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await expectPage(automaticRegion(page)).toContainText('late by 5 h');
    await expectOneLine(page, '5 h');
  });
});

describe('nights when no tab was open', () => {
  it('are made up for by one late backup; the others are called missed', async () => {
    ({ context, page } = await openAsAdminAt(story, evening));
    await page.close();
    await moveWhileClosed(context, '2026-03-19T07:10:00+01:00');

    page = await openTab(context, '/admin/backup');
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await expectPage(automaticRegion(page)).toContainText('late by 5 h');
    await goTo(page, 'Schedules');
    // The Wednesday's verification has a line of its own.
    const nights = runLog(page).filter({ hasText: 'Daily backup' });
    await expectPage(nights).toHaveCount(3);
    await expectPage(nights.nth(0)).toContainText('Thu 19 Mar, 02:00');
    await expectPage(nights.nth(0)).toContainText('5 h');
    await expectPage(nights.nth(0)).toContainText('Completed');
    for (const [line, due] of [[1, 'Wed 18 Mar, 02:00'] as const, [2, 'Tue 17 Mar, 02:00'] as const]) {
      await expectPage(nights.nth(line)).toContainText(due);
      await expectPage(nights.nth(line)).toContainText('Missed');
      await expectPage(nights.nth(line)).toContainText('No tab was awake');
    }
    await expectPage(page.getByText('This tab was awake for 0 of the last 3 slots')).toBeVisible();
  });
});
