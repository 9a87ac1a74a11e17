import type { Locator, Page } from 'playwright';
import { expect } from 'playwright/test';
import type { Account } from '../supabase/accounts.ts';
import type { Interceptor } from '../supabase/faults.ts';
import type { Project } from '../supabase/startProject.ts';

export const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
export const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
export const rows = (page: Page) =>
  page.getByRole('table', { name: 'Backup history' }).locator('tbody').getByRole('row');

export async function signIn(page: Page, { email, password }: Pick<Account, 'email' | 'password'>): Promise<void> {
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await button(page, 'Sign in').click();
}

/** Opens a page of the app by its address, and waits for its title. */
export async function open(page: Page, path: string, title: string | RegExp): Promise<void> {
  await page.goto(path);
  await heading(page, title).waitFor();
  await page.waitForLoadState('networkidle');
}

/** One backup with a reason or none, until the history says how it ended. */
export async function backUp(page: Page, status: string, reason = ''): Promise<void> {
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

/** Starts a run that stands still. */
export async function holdOne(page: Page, project: Project): Promise<void> {
  await heading(page, 'Backups').waitFor();
  const held = holdInTheMiddle(project);
  await button(page, 'Create backup').click();
  await held;
}
