import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { findChromium } from '../chromium.ts';
import { type Project, startProject } from '../supabase/startProject.ts';
import { takeAll } from './camera.ts';
import { backUp, button, heading, holdOne, open, rows, signIn } from './onPage.ts';
import { serveApp } from './serveApp.ts';
import { takeArchives } from './takeArchives.ts';
import { takeComparison } from './takeComparison.ts';
import { takeInside } from './takeInside.ts';
import { takeRestore } from './takeRestore.ts';
import { takeStory } from './takeStory.ts';
import { allowTravel, travel } from './travel.ts';

// Takes pictures of every page in tests/.output: `npx tsx tests/screenshots/takeScreenshots.ts`. Names leave out the rest:
// `entrance`, `runs`, `archives`, `inside`, `comparison`, `restore`, or parts of the story, such as `overview` or `schedules`.

async function dismissToasts(page: Page): Promise<void> {
  const toasts = page.locator('.mantine-Notifications-root').getByRole('button', { name: /close|dismiss/i });
  for (let left = await toasts.count(); left > 0; left -= 1) await toasts.first().click();
}

async function takeEntrance(context: BrowserContext, project: Project): Promise<void> {
  const page = await context.newPage();
  await open(page, '/', 'Connect a project');
  await takeAll(page, 'connect');
  await page.getByRole('textbox', { name: 'Project URL' }).fill('https://qtzrkwvnbxjd.supabase.co');
  await page.getByRole('textbox', { name: 'Publishable key' }).fill('sb_secret_kT9fExample');
  await takeAll(page, 'connect-secret-key');
  await page.getByRole('textbox', { name: 'Project URL' }).fill(project.url);
  await page.getByRole('textbox', { name: 'Publishable key' }).fill(project.publishableKey);
  await button(page, 'Connect').click();
  await heading(page, 'Sign in').waitFor();
  await takeAll(page, 'sign-in');
  await signIn(page, { email: project.admin.email, password: 'wrong' });
  await page.getByText('Email or password is not right.').waitFor();
  await takeAll(page, 'sign-in-refused');
  await signIn(page, project.user);
  await heading(page, 'You are not an admin of this project').waitFor();
  await takeAll(page, 'not-admin');
}

async function takeWithoutHelper(page: Page): Promise<void> {
  await open(page, '/admin', 'Overview');
  await takeAll(page, 'overview-empty');
  await open(page, '/admin/backup', 'Backups');
  await takeAll(page, 'backups-no-helper');
  await open(page, '/admin/settings', 'Settings');
  await takeAll(page, 'settings-no-helper');
}

/** Runs of the last weeks: completed, failed, partial, cancelled. */
async function makeHistory(page: Page, project: Project): Promise<void> {
  await open(page, '/admin/backup', 'Backups');
  await travel(page, 19 * 24 + 3);
  await backUp(page, 'Completed', 'Before the spring update');
  await travel(page, 6 * 24 + 1);
  await backUp(page, 'Completed');

  await travel(page, 5 * 24 + 2);
  project.intercept(({ path }) => (path.endsWith('/holdfast_export') ? { status: 503 } : null));
  await backUp(page, 'Failed');
  project.intercept(null);

  await travel(page, 3 * 24);
  await project.sql(`
    create table public.sponsor_contracts (id bigint primary key, signed_on date);
    revoke all on public.sponsor_contracts from anon, authenticated;
    alter policy "admins do everything" on public.leads using (id % 40 = 0)`);
  await backUp(page, 'Partial', 'After the new sponsor pages');
  await project.sql(`
    drop table public.sponsor_contracts;
    alter policy "admins do everything" on public.leads using ((select is_admin()))`);

  await travel(page, 2 * 24);
  await holdOne(page, project);
  await button(page, 'Cancel').click();
  await expect(rows(page).first()).toContainText('Cancelled');

  await travel(page, 26);
  await holdOne(page, project);
  await page.reload(); // what a closed tab leaves
  project.intercept(null);
  await expect(rows(page).first()).toContainText('Interrupted');

  await travel(page, 12);
  await backUp(page, 'Completed', 'Before the pricing change');
  await travel(page, 0);
}

async function takeHistory(page: Page): Promise<void> {
  await open(page, '/admin', 'Overview');
  await takeAll(page, 'overview');
  await open(page, '/admin/backup', 'Backups');
  await takeAll(page, 'backups');

  const links = (status: string) =>
    rows(page)
      .filter({ has: page.getByText(status, { exact: true }) })
      .first()
      .getByRole('link', { name: /^Details / });
  for (const status of ['Completed', 'Partial', 'Failed', 'Cancelled']) {
    const path = await links(status).getAttribute('href');
    await open(page, path ?? '', /^Manual backup/);
    await takeAll(page, `backup-${status.toLowerCase()}`);
    await open(page, '/admin/backup', 'Backups');
  }

  await page
    .getByRole('checkbox', { name: /^Select manual/ })
    .nth(0)
    .check();
  await page
    .getByRole('checkbox', { name: /^Select manual/ })
    .nth(2)
    .check();
  await takeAll(page, 'backups-selected', { extent: 'window' });
  await button(page, /^Delete 2 backups/).click();
  await page.getByRole('dialog').waitFor();
  await takeAll(page, 'delete-dialog', { extent: 'window' });
  await page.keyboard.press('Escape');

  await page.reload();
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: /search|filename/i }))
    .first()
    .fill('nothing like it');
  await takeAll(page, 'backups-no-match');
  await page.reload();
  await button(page, 'Create backup with options…').click();
  await takeAll(page, 'options-dialog', { extent: 'window' });
  await page.getByRole('dialog').getByText('All except…').click();
  await page.getByRole('dialog').getByRole('combobox', { name: 'Tables to leave out' }).click();
  await page.getByRole('option', { name: 'public.sms_logs' }).click();
  await page.getByRole('dialog').getByRole('heading').first().click();
  await takeAll(page, 'options-dialog-except', { extent: 'window' });
  await page.keyboard.press('Escape');
  await open(page, '/admin/settings', 'Settings');
  await takeAll(page, 'settings');
  await page.setViewportSize({ width: 375, height: 812 });
  await button(page, 'Open menu').click();
  await page.getByRole('dialog').waitFor();
  await takeAll(page, 'menu', { extent: 'window' });
}

async function takeRunning(page: Page, project: Project): Promise<void> {
  await open(page, '/admin/backup', 'Backups');
  await holdOne(page, project);
  await page.getByText(/timed out, retrying/).waitFor();
  await page.getByText(/^In progress, [1-9]\d/).waitFor();
  await takeAll(page, 'backups-running');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click();
  await takeAll(page, 'overview-running');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Backups' }).click();
  await button(page, 'Cancel').click();
  await expect(rows(page).first()).toContainText('Cancelled');
  project.intercept(null);
  await button(page, 'Create backup').click();
  await page.getByText('Backup completed and verified', { exact: true }).waitFor();
  await takeAll(page, 'backups-result', { extent: 'window' });
  await dismissToasts(page);
}

/** A run without the helper, with a declared list. */
async function takeUnproven(page: Page): Promise<void> {
  await travel(page, 30 * 24);
  await backUp(page, 'Unproven');
  await travel(page, 0);
  const details = rows(page)
    .first()
    .getByRole('link', { name: /^Details / });
  await details.waitFor();
  await open(page, (await details.getAttribute('href')) ?? '', /^Manual backup/);
  await takeAll(page, 'backup-unproven');
}

/** What the pages show of real runs of a new project, in one browser. */
async function takeRuns(browser: Browser, options: BrowserContextOptions, project: Project): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await takeWithoutHelper(page);
  await open(page, '/admin/backup', 'Backups');
  await takeUnproven(page);
  await project.installHelper();
  await makeHistory(page, project);
  await takeHistory(page);
  await takeRunning(page, project);
  await context.close();
}

const named = process.argv.slice(2);
const wanted = (name: string) => named.length === 0 || named.includes(name);
const undo: (() => Promise<unknown>)[] = [];
try {
  const project = await startProject({ helper: false, rows: 102_000 });
  undo.push(() => project.stop());
  const unconnected = await serveApp({});
  undo.push(() => unconnected.close());
  const app = await serveApp({
    VITE_SUPABASE_URL: project.url,
    VITE_SUPABASE_PUBLISHABLE_KEY: project.publishableKey,
    VITE_PLATFORM_NAME: 'Car Audio Competition Platform',
    // Clocks jump about below, and nothing shall run by itself meanwhile. The story brings its own settings.
    VITE_AUTO_BACKUP: 'off',
    VITE_BACKUP_TABLES: 'cms_pages, events, leads, organizations, payments, profiles, users',
  });
  undo.push(() => app.close());
  const browser = await chromium.launch(await findChromium());
  undo.push(() => browser.close());
  const options = { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' };

  if (wanted('entrance'))
    await takeEntrance(await browser.newContext({ ...options, baseURL: unconnected.url }), project);
  if (wanted('runs')) await takeRuns(browser, { ...options, baseURL: app.url }, project);
  else await project.installHelper();
  if (wanted('archives')) await takeArchives(browser, { ...options, baseURL: app.url }, project);
  if (wanted('inside')) await takeInside(browser, { ...options, baseURL: app.url }, project);
  if (wanted('comparison')) await takeComparison(browser, { ...options, baseURL: app.url }, project);
  if (wanted('restore')) await takeRestore(browser, { ...options, baseURL: app.url }, project);
  await takeStory(browser, { ...options, baseURL: app.url }, project, wanted);
} finally {
  for (const step of undo.reverse()) await step();
}
