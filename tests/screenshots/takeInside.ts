import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { takeAll, takeForReadme } from './camera.ts';
import { backUp, button, heading, open, rows, signIn } from './onPage.ts';
import { allowTravel, travel } from './travel.ts';

/** What happens to one payment, and to another that is gone in the end. */
const refunded = `update payments set status = 'refunded', refunded_at = '2026-03-23 09:12:44.120981+00' where id = 217`;
const settled = `
  update payments set status = 'paid', refunded_at = null where id = 217;
  delete from payments where id = 218;`;
const lost = 'CAC-2022-0000218';

/** Three backups within a week, payments changing between them. */
async function makeBackups(page: Page, project: Project): Promise<void> {
  await open(page, '/admin/backup', 'Backups');
  await travel(page, 5 * 24 + 12);
  await backUp(page, 'Completed');
  await project.sql(refunded);
  await travel(page, 2 * 24 + 12);
  await backUp(page, 'Completed');
  await project.sql(settled);
  await travel(page, 12);
  await backUp(page, 'Completed');
  await travel(page, 0);
}

async function takeViewer(page: Page): Promise<void> {
  await open(page, '/admin/backup', 'Backups');
  const newest = rows(page)
    .first()
    .getByRole('link', { name: /^Details / });
  await open(page, (await newest.getAttribute('href')) ?? '', /^Manual backup/);
  await button(page, 'More for public.payments').click();
  await takeAll(page, 'inside-table-menu', { extent: 'window' });
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Open public.payments' }).click();
  await page.getByRole('gridcell').first().waitFor();
  await takeAll(page, 'inside-rows', { extent: 'window' });
  await page.goto(`${page.url().split('&')[0] ?? ''}&row=216`);
  await page.getByRole('region', { name: 'Row as JSON' }).waitFor();
  await page.getByRole('dialog').getByRole('heading', { name: 'public.payments' }).click(); // no focus ring in the pictures
  await takeAll(page, 'inside-row', { extent: 'window' });
  await takeForReadme(page, 'rows', { width: 1280, height: 860, colorScheme: 'light' });
  await page.getByText('Changes', { exact: true }).click();
  await page.getByText(/^There since/).waitFor();
  await takeAll(page, 'inside-changes', { extent: 'window' });
  await page.getByText('JSON', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search all columns' }).fill('dortmund');
  await page
    .getByRole('dialog')
    .getByText(/rows match$/)
    .waitFor();
  await takeAll(page, 'inside-search', { extent: 'window' });
  await button(page, 'Filter').click();
  await takeAll(page, 'inside-filter', { extent: 'window' });
  await page.keyboard.press('Escape');
  await button(page, 'Export table').click();
  await takeAll(page, 'inside-export', { extent: 'window' });
}

async function takeFind(page: Page): Promise<void> {
  await open(page, '/admin/find', 'Find a value');
  await takeAll(page, 'find-empty');
  await page.getByRole('textbox', { name: 'Value' }).fill(lost);
  await button(page, 'Search').click();
  await page
    .getByRole('region', { name: 'Answer' })
    .getByText(/Last there/)
    .waitFor();
  await takeAll(page, 'find');
  await page.getByRole('textbox', { name: 'Value' }).fill('nobody has this');
  await button(page, 'Search').click();
  await page
    .getByRole('region', { name: 'Answer' })
    .getByText(/^Found in none/)
    .waitFor();
  await takeAll(page, 'find-nothing');
}

/** What is in the tables of real backups, and where a value was last there. */
export async function takeInside(browser: Browser, options: BrowserContextOptions, project: Project): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await makeBackups(page, project);
  await takeViewer(page);
  await takeFind(page);
  await context.close();
}
