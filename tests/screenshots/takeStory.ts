import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { takeAll, takeForReadme } from './camera.ts';
import { allowStory, enterStory, fillStorage, stopTheClock } from './enterStory.ts';
import { button, heading, holdOne, open, rows, signIn } from './onPage.ts';
import { type Story, tellStory } from './story.ts';
import { allowTravel } from './travel.ts';

const region = (page: Page, name: string) => page.getByRole('region', { name });
const readmeSize = { width: 1280, height: 800, colorScheme: 'light' } as const;

/** Opens a page at the story's moment. */
async function openAt(page: Page, path: string, title: string): Promise<void> {
  await stopTheClock(page);
  await open(page, path, title);
}

async function takeOverview(page: Page): Promise<void> {
  await openAt(page, '/admin', 'Overview');
  await region(page, 'Needs attention').waitFor();
  await takeAll(page, 'story-overview');
  await takeForReadme(page, 'overview', readmeSize);
  await button(page, 'Show as table').click();
  await takeAll(page, 'story-overview-table');
  await fillStorage(page, 0.957);
  await openAt(page, '/admin', 'Overview');
  await takeAll(page, 'story-overview-full');
  await fillStorage(page, 0.483);
}

async function takeHistory(page: Page): Promise<void> {
  await openAt(page, '/admin/backup', 'Backups');
  await rows(page).first().waitFor();
  await takeAll(page, 'story-backups');
  const select = page.getByRole('checkbox', { name: /^Select automatic/ });
  await select.nth(0).check();
  await select.nth(3).check();
  await takeAll(page, 'story-backups-selected', { extent: 'window' });
  await button(page, /^Pin 2/).click();
  await page.getByRole('dialog').waitFor();
  await takeAll(page, 'story-pin-dialog', { extent: 'window' });
  await openAt(page, '/admin/backup', 'Backups');
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Removed' }).click();
  await takeAll(page, 'story-backups-removed', { extent: 'window' });
  const removed = await rows(page)
    .first()
    .getByRole('link', { name: /^Details / })
    .getAttribute('href');
  await openAt(page, removed ?? '', 'Automatic backup');
  await takeAll(page, 'story-backup-removed');
  await openAt(page, '/admin/backup', 'Backups');
  const partial = await rows(page)
    .filter({ hasText: 'Partial' })
    .first()
    .getByRole('link', { name: /^Details / })
    .getAttribute('href');
  await openAt(page, partial ?? '', 'Automatic backup');
  await takeForReadme(page, 'detail', { ...readmeSize, height: 680 });
}

async function takeSchedules(page: Page): Promise<void> {
  await openAt(page, '/admin/schedules', 'Schedules');
  await takeAll(page, 'schedules', { extent: 'window' });
  await button(page, 'More for US office').click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await takeAll(page, 'schedules-edit');
  await takeForReadme(page, 'schedules', readmeSize);
  await openAt(page, '/admin/schedules', 'Schedules');
  await button(page, 'Add schedule').click();
  await page.getByText('Cron', { exact: true }).click();
  await page.getByRole('textbox', { name: /Cron/ }).fill('nonsense');
  await button(page, 'Save').click();
  await takeAll(page, 'schedules-add');
}

async function takeRetention(page: Page): Promise<void> {
  await openAt(page, '/admin/retention', 'Retention');
  await region(page, 'What would be left later').waitFor();
  await takeAll(page, 'retention');
  await page.getByRole('switch', { name: 'What if no backup runs for a week' }).click({ force: true });
  await takeForReadme(page, 'retention', { ...readmeSize, width: 1440, height: 1000 });
  await takeAll(page, 'retention-week');
  await button(page, 'Clean up now…').click();
  await page.getByRole('dialog').waitFor();
  await takeAll(page, 'cleanup-dialog', { extent: 'window' });
}

async function takeAudit(page: Page): Promise<void> {
  await openAt(page, '/admin/audit', 'Audit trail');
  await page.getByText(/^Unbroken/).waitFor();
  await button(page, /^Backup partial/).click();
  await takeAll(page, 'audit', { extent: 'window' });
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('No entry matches').waitFor();
  await takeAll(page, 'audit-no-match', { extent: 'window' });
}

async function takeRunning(page: Page, project: Project): Promise<void> {
  const story = tellStory(project.url);
  const slots = story.slots.map((slot) => ({ ...slot, seenAt: slot.seenAt ?? slot.dueAt }));
  await enterStory(page, { ...story, slots });
  await page.context().grantPermissions(['notifications']);
  await openAt(page, '/admin/backup', 'Backups');
  await holdOne(page, project);
  await page.getByText(/timed out, retrying/).waitFor();
  await page.getByText(/^In progress, [1-9]\d/).waitFor();
  await takeAll(page, 'story-running');
  await takeForReadme(page, 'running', { ...readmeSize, height: 720 });
  await takeForReadme(page, 'phone-dark', { width: 375, height: 720, colorScheme: 'dark' });
  await button(page, 'Cancel').click();
  await rows(page).filter({ hasText: 'Cancelled' }).first().waitFor();
  project.intercept(null);
  await page.context().clearPermissions();
}

/** The newest slot is open, in some state: nothing of it has happened yet. */
function withOpenSlot(story: Story, state: 'waiting' | 'retrying'): Story {
  const newest = story.slots.findIndex(({ dueAt }) => dueAt.startsWith('2026-03-26'));
  const slots = story.slots.map((slot, index) => {
    if (index !== newest) return slot;
    const open = { ...slot, state, result: null, finishedAt: null, backupId: null, seenAt: null };
    if (state === 'waiting') return { ...open, startedAt: null, triedAt: null, tries: 0 };
    const message = 'public.sms_logs timed out four times.';
    return { ...open, tries: 2, message, nextTryAt: '2026-03-26T13:36:00.000Z' };
  });
  return { ...story, slots, records: story.records.filter(({ createdAt }) => !createdAt.startsWith('2026-03-26')) };
}

/** What the pages say when not all is well. */
async function takeTroubles(page: Page, project: Project): Promise<void> {
  await enterStory(page, tellStory(project.url, 'lost rows'));
  await openAt(page, '/admin/retention', 'Retention');
  await page.getByText('Cleanup is paused').first().waitFor();
  await takeAll(page, 'retention-paused');
  await openAt(page, '/admin', 'Overview');
  await takeAll(page, 'story-overview-paused');

  const stopped = tellStory(project.url);
  await enterStory(page, { ...stopped, settings: { ...stopped.settings, automatic: false } });
  for (const [path, title] of [
    ['/admin', 'Overview'],
    ['/admin/backup', 'Backups'],
    ['/admin/schedules', 'Schedules'],
    ['/admin/retention', 'Retention'],
  ] as const) {
    await openAt(page, path, title);
    await takeAll(page, `stopped-${title.toLowerCase()}`);
  }

  await enterStory(page, withOpenSlot(tellStory(project.url), 'retrying'));
  await openAt(page, '/admin/backup', 'Backups');
  await takeAll(page, 'retrying-backups');
  await openAt(page, '/admin/schedules', 'Schedules');
  await takeAll(page, 'retrying-schedules', { extent: 'window' });

  await enterStory(page, tellStory(project.url));
  await project.sql(`update holdfast.admins set permissions = array['create', 'download']`);
  for (const title of ['Schedules', 'Retention', 'Settings']) {
    await openAt(page, `/admin/${title.toLowerCase()}`, title);
    await takeAll(page, `read-only-${title.toLowerCase()}`);
  }
  await project.sql(
    `update holdfast.admins set permissions = array['create', 'download', 'delete', 'restore', 'settings']`,
  );
}

/** A browser without Web Locks, where nothing can run by itself. */
async function takeBlocked(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.goto('/favicon.svg');
  await page.addInitScript({
    content: `Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })`,
  });
  await openAt(page, '/admin/backup', 'Backups');
  await takeAll(page, 'blocked-backups');
  await page.close();
}

async function takeWaiting(page: Page, project: Project): Promise<void> {
  await openAt(page, '/admin', 'Overview');
  await button(page, /^Account/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await heading(page, 'Sign in').waitFor();
  await enterStory(page, withOpenSlot(tellStory(project.url), 'waiting'));
  await openAt(page, '/admin', 'Sign in');
  await takeAll(page, 'sign-in-waiting');
}

/** Pictures of a browser that has kept backups for months: a story that is written into it. */
export async function takeStory(
  browser: Browser,
  options: BrowserContextOptions,
  project: Project,
  only: (name: string) => boolean = () => true,
): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await allowStory(page);
  // What other pictures left in the project's trail is not part of the story.
  await project.sql(`
    alter table holdfast.audit_log disable trigger append_only;
    truncate holdfast.audit_log;
    alter table holdfast.audit_log enable always trigger append_only`);
  // Signing in is part of the story: it leaves an entry in the audit trail, which the project keeps.
  await page.goto('/favicon.svg');
  await stopTheClock(page);
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await enterStory(page, tellStory(project.url));
  if (only('overview')) await takeOverview(page);
  if (only('history')) await takeHistory(page);
  if (only('schedules')) await takeSchedules(page);
  if (only('retention')) await takeRetention(page);
  if (only('audit')) await takeAudit(page);
  if (only('settings')) {
    await openAt(page, '/admin/settings', 'Settings');
    await takeAll(page, 'story-settings');
  }
  if (only('running')) await takeRunning(page, project);
  if (only('troubles')) await takeTroubles(page, project);
  if (only('blocked')) await takeBlocked(context);
  if (only('waiting')) await takeWaiting(page, project);
  await context.close();
}
