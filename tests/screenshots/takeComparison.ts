import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { takeAll, takeForReadme } from './camera.ts';
import { backUp, button, heading, open, signIn } from './onPage.ts';
import { allowTravel, travel } from './travel.ts';

/** A week in which somebody raised fees, a price list was touched, a table got a column, and many rows went astray. */
const week = `
  update events set entry_fee = entry_fee + 5 where id in (select id from events order by id limit 34);
  update events set starts_at = starts_at + '1 hour', ends_at = ends_at + '1 hour'
    where id in (select id from events order by id offset 20 limit 100);
  update cms_pages set body_html = replace(body_html, 'competition', 'championship')
    where id in (select id from cms_pages order by id limit 7);
  delete from generated_documents where id in (select id from generated_documents order by id limit 3);
  alter table organizations add column vat_rate numeric(6, 4);
  delete from leads where id % 40 <> 0;`;

async function choose(page: Page, side: 'Before' | 'After', option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: side }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** What changed in a week: real backups before and after, and the project as it is now. */
export async function takeComparison(
  browser: Browser,
  options: BrowserContextOptions,
  project: Project,
): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await open(page, '/admin/backup', 'Backups');
  await travel(page, 7 * 24 + 12);
  await backUp(page, 'Completed', 'Before the season begins');
  await project.sql(week);
  await travel(page, 12);
  await backUp(page, 'Completed');
  await travel(page, 0);

  await open(page, '/admin', 'Overview');
  await page.getByRole('table', { name: 'Changed tables' }).waitFor();
  await takeAll(page, 'compare-overview');

  await open(page, '/admin/compare', 'Compare');
  await takeAll(page, 'compare-choose');
  await page.getByRole('combobox', { name: 'Before' }).click();
  await takeAll(page, 'compare-options', { extent: 'window' });
  await page.keyboard.press('Escape');
  await button(page, 'A week ago').click();
  await button(page, 'Compare').click();
  await page.getByRole('table', { name: 'Differences by table' }).waitFor();
  await takeAll(page, 'compare');
  await takeForReadme(page, 'compare', { width: 1280, height: 800, colorScheme: 'light' });

  await button(page, 'public.events').click();
  await page.getByRole('group', { name: 'Changed columns' }).waitFor();
  await takeAll(page, 'compare-rows', { extent: 'window' });
  await button(page, /^entry_fee/).click();
  await page.getByRole('list', { name: 'Rows that differ' }).getByRole('button').first().click();
  await takeAll(page, 'compare-row', { extent: 'window' });

  // Held in the middle of reading the live project.
  const forever = new Promise<never>(() => undefined);
  let held = 0;
  project.intercept(async ({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/holdfast_export')) return null;
    held += 1;
    return held <= 12 ? null : await forever;
  });
  await open(page, '/admin/compare', 'Compare');
  await choose(page, 'After', /^The project now/);
  await button(page, 'Compare').click();
  await page.getByRole('progressbar', { name: 'Progress of the comparison' }).waitFor();
  await page.getByText(/rows read$/).waitFor();
  await takeAll(page, 'compare-running');
  await button(page, 'Cancel').click();
  project.intercept(null);
  await context.close();
}
