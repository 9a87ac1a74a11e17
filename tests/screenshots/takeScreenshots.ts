import { type BrowserContext, chromium, type Locator, type Page } from 'playwright';
import { expect } from 'playwright/test';
import { findChromium } from '../chromium.ts';
import type { Account } from '../supabase/accounts.ts';
import type { Interceptor } from '../supabase/faults.ts';
import { type Project, startProject } from '../supabase/startProject.ts';
import { takeAll, takeForReadme } from './camera.ts';
import { serveApp } from './serveApp.ts';
import { allowTravel, travel } from './travel.ts';

// Takes pictures of every page in tests/.output: `npx tsx tests/screenshots/takeScreenshots.ts`.

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
const rows = (page: Page) => page.getByRole('table', { name: 'Backup history' }).locator('tbody').getByRole('row');

async function signIn(page: Page, { email, password }: Pick<Account, 'email' | 'password'>): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await button(page, 'Sign in').click();
}

/** Opens a page of the app by its address, and waits for its title. */
async function open(page: Page, path: string, title: string | RegExp): Promise<void> {
  await page.goto(path);
  await heading(page, title).waitFor();
  await page.waitForLoadState('networkidle');
}

async function dismissToasts(page: Page): Promise<void> {
  const toasts = page.locator('.mantine-Notifications-root').getByRole('button', { name: /close|dismiss/i });
  for (let left = await toasts.count(); left > 0; left -= 1) await toasts.first().click();
}

/** One backup with a reason or none, until the history says how it ended. */
async function backUp(page: Page, status: string, reason = ''): Promise<void> {
  await heading(page, 'Backups').waitFor();
  if (reason === '') {
    await button(page, 'Create backup').click();
  } else {
    await button(page, 'Create backup with options…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await button(dialog, 'Create backup').click();
  }
  await page.getByRole('region', { name: 'Backup in progress' }).waitFor();
  await page.getByRole('region', { name: 'Backup in progress' }).waitFor({ state: 'detached', timeout: 120_000 });
  await expect(rows(page).first()).toContainText(status);
}

/** As many as the settings allow by default. */
const requestsInFlight = 4;

const readsOf = (table: string, { method, path, body }: Parameters<Interceptor>[0]) =>
  method === 'POST' && path.endsWith('/holdfast_export') && body.includes(table);

/** Lets a run read on until it stands still in the middle; resolves when no request of it is on the way any more. */
function holdInTheMiddle(project: Project): Promise<void> {
  const forever = new Promise<never>(() => undefined);
  const seen = new Map<string, number>();
  let held = 0;
  return new Promise((resolve) => {
    project.intercept(async (request) => {
      const table = ['generated_documents', 'payments', 'sms_logs'].find((name) => readsOf(name, request));
      if (table === undefined) return null;
      const count = seen.get(table) ?? 0;
      seen.set(table, count + 1);
      if (table === 'generated_documents' && count === 0) {
        return { status: 500, body: { code: '57014', message: 'timed out' } };
      }
      if (table !== 'generated_documents' && count < 4) return null;
      held += 1;
      if (held === requestsInFlight) resolve();
      return await forever;
    });
  });
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

/** Starts a run that stands still. */
async function holdOne(page: Page, project: Project): Promise<void> {
  await heading(page, 'Backups').waitFor();
  const held = holdInTheMiddle(project);
  await button(page, 'Create backup').click();
  await held;
}

async function takeHistory(page: Page): Promise<void> {
  await open(page, '/admin', 'Overview');
  await takeAll(page, 'overview');
  await takeForReadme(page, 'overview', { width: 1280, height: 680, colorScheme: 'light' });
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
    if (status === 'Partial') {
      await takeForReadme(page, 'detail', { width: 1280, height: 680, colorScheme: 'light' });
    }
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
  await takeForReadme(page, 'running', { width: 1280, height: 680, colorScheme: 'light' });
  await takeForReadme(page, 'phone-dark', { width: 375, height: 720, colorScheme: 'dark' });
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
    VITE_BACKUP_TABLES: 'cms_pages, events, leads, organizations, payments, profiles, users',
  });
  undo.push(() => app.close());
  const browser = await chromium.launch(await findChromium());
  undo.push(() => browser.close());
  const options = { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' };

  await takeEntrance(await browser.newContext({ ...options, baseURL: unconnected.url }), project);
  const context = await browser.newContext({ ...options, baseURL: app.url });
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
} finally {
  for (const step of undo.reverse()) await step();
}
