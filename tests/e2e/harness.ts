import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright';
import { expect as configurable } from 'playwright/test';
import { inject } from 'vitest';
import type { Account } from '../supabase/accounts.ts';
import { type Project, type ProjectOptions, startProject } from '../supabase/startProject.ts';

/** How long something on the page may take to become true, ms; a machine that does other things as well needs it. */
const patienceMs = 25_000;

/** Expectations of pages, which wait until they hold. */
export const expectPage = configurable.configure({ timeout: patienceMs });

/** A sample project, and a browser that opens the built app. */
export interface Story {
  project: Project;
  /** A new person's browser: no storage, nobody signed in. */
  openBrowser(options?: BrowserContextOptions): Promise<BrowserContext>;
  stop(): Promise<void>;
}

export async function startStory(options: ProjectOptions = {}): Promise<Story> {
  const [browser, project] = await Promise.all([connectBrowser(), startProject(options)]);
  return {
    project,
    async openBrowser(contextOptions = {}) {
      const context = await browser.newContext({
        baseURL: inject('appUrl'),
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        serviceWorkers: 'block', // in each new browser it would fetch the whole app a second time
        ...contextOptions,
      });
      context.setDefaultTimeout(patienceMs);
      return context;
    },
    async stop() {
      project.intercept(null);
      await browser.close(); // of this connection: its contexts; the browser stays for the other files
      await project.stop();
    },
  };
}

function connectBrowser(): Promise<Browser> {
  return chromium.connect(inject('browserUrl'));
}

/** Opens the app in a new tab of a browser where a project is connected already, or none. */
export async function openTab(context: BrowserContext, path = '/'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

export async function connectProject(page: Page, { url, publishableKey }: Project): Promise<void> {
  await page.getByRole('textbox', { name: 'Project URL' }).fill(url);
  await page.getByRole('textbox', { name: 'Publishable key' }).fill(publishableKey);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await heading(page, 'Sign in').waitFor();
}

export async function signIn(page: Page, { email, password }: Pick<Account, 'email' | 'password'>): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** A browser in which the admin has connected the project and signed in, and its first tab, on the page of backups. */
export async function openAsAdmin(story: Story, options: BrowserContextOptions = {}) {
  const context = await story.openBrowser(options);
  return { context, page: await enterAsAdmin(story, context) };
}

/** The same in a browser that is open already, and where nobody has connected anything. */
export async function enterAsAdmin(story: Story, context: BrowserContext): Promise<Page> {
  const page = await openTab(context);
  await connectProject(page, story.project);
  await signIn(page, story.project.admin);
  await heading(page, 'Overview').waitFor();
  await goTo(page, 'Backups');
  return page;
}

/** Opens a page of the app by its link in the sidebar. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  await heading(page, name).waitFor();
}

export const heading = (page: Page, name: string): Locator =>
  page.getByRole('heading', { level: 1, name, exact: true });

export const createButton = (page: Page): Locator => page.getByRole('button', { name: 'Create backup', exact: true });

export const runRegion = (page: Page): Locator => page.getByRole('region', { name: 'Backup in progress' });

/** The rows of the history, newest first; of one status when it is named. */
export function historyRows(page: Page, status?: string): Locator {
  const rows = page.getByRole('table', { name: 'Backup history' }).locator('tbody').getByRole('row');
  return status === undefined ? rows : rows.filter({ has: page.getByText(status, { exact: true }) });
}

/** The filename that a row of the history shows. */
export async function filenameOf(row: Locator): Promise<string> {
  return (await row.getByRole('link', { name: /^Details / }).innerText()).trim();
}

/** What one row of the history says under the heads "Tables" and "Rows". */
export async function figuresOf(page: Page, row: Locator): Promise<{ tables: string; rows: string }> {
  const heads = await page.getByRole('table', { name: 'Backup history' }).getByRole('columnheader').allInnerTexts();
  const cell = async (head: string) => {
    const index = heads.findIndex((text) => text.trim() === head);
    return (await row.getByRole('cell').nth(index).innerText()).trim();
  };
  return { tables: await cell('Tables'), rows: await cell('Rows') };
}

/** The files in the browser's private file system: what is published, and what lies there unpublished. */
export async function storedFiles(page: Page): Promise<{ incoming: string[]; archives: string[] }> {
  return await page.evaluate(async () => {
    const home = await (await navigator.storage.getDirectory()).getDirectoryHandle('holdfast', { create: true });
    const names = async (folder: string) => {
      const found: string[] = [];
      for await (const name of (await home.getDirectoryHandle(folder, { create: true })).keys()) found.push(name);
      return found;
    };
    return { incoming: await names('incoming'), archives: await names('archives') };
  });
}

/** Everything in one store of the app's database. */
export async function storedRecords<T = unknown>(page: Page, store: string): Promise<T[]> {
  return await page.evaluate(
    (name) =>
      new Promise<T[]>((resolve, reject) => {
        const opening = indexedDB.open('holdfast');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction(name).objectStore(name).getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => resolve(reading.result);
          opening.result.close(); // when the reading has ended
        };
      }),
    store,
  );
}
