import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { Project } from '../supabase/startProject.ts';
import { takeAll } from './camera.ts';
import { backUp, button, heading, open, signIn } from './onPage.ts';
import { allowTravel, travel } from './travel.ts';

const platform = 'Car Audio Competition Platform';

/** A morning in which a migration went wrong: fees, pages and documents. */
const morning = `
  create function notify_followers() returns trigger language plpgsql as $$ begin return null; end $$;
  create trigger events_notify_followers after update on events for each row execute function notify_followers();
  update events set entry_fee = entry_fee * 100 where id in (select id from events order by id limit 37);
  update cms_pages set body_html = '' where id in (select id from cms_pages order by id limit 12);
  delete from cms_pages where id in (select id from cms_pages order by id offset 20 limit 1);
  delete from generated_documents where payment_id in (select id from payments order by id limit 3)
    or id in (select id from generated_documents order by id limit 200);
  delete from payments where id in (select id from payments order by id limit 2);
  delete from leads where id % 20 = 0;
  insert into cms_pages (slug, language, title, body_html, status, author_id, created_at, updated_at)
    select 'half-done', 'en', 'Half done', '<p></p>', 'draft', author_id, now(), now() from cms_pages limit 1;
  alter table organizations add column payout_rate numeric(6, 4);`;

const tables = ['public.cms_pages', 'public.events', 'public.generated_documents', 'public.leads'];

async function type(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Project name' }).fill(text);
}

async function takeAsking(page: Page): Promise<void> {
  await open(page, '/admin/restore', 'Restore');
  await takeAll(page, 'restore-backup');
  await button(page, /^Restore from manual/)
    .first()
    .click();
  await page.getByRole('list', { name: 'Tables of the backup' }).waitFor();
  await page.getByRole('checkbox', { name: 'Everything in this backup' }).click();
  for (const table of tables) await page.getByRole('checkbox', { name: `Restore ${table}`, exact: true }).check();
  await takeAll(page, 'restore-tables');
  await button(page, 'Go on').click();
  await page.getByRole('radio', { name: 'Replace' }).click();
  await takeAll(page, 'restore-how');
}

async function takeRehearsal(page: Page, project: Project): Promise<void> {
  const forever = new Promise<never>(() => undefined);
  project.intercept(async ({ path }) => (path.endsWith('/holdfast_restore_rehearse') ? await forever : null));
  await button(page, 'Rehearse').click();
  await page.getByRole('heading', { name: 'Asking the database what can be written' }).waitFor({ timeout: 120_000 });
  await takeAll(page, 'restore-rehearsing');
  await button(page, 'Cancel').click();
  project.intercept(null);
  await button(page, 'Rehearse').click();
  await page.getByRole('textbox', { name: 'Project name' }).waitFor({ timeout: 120_000 });
  await type(page, platform.slice(0, -3));
  await takeAll(page, 'restore-rehearsal');
  await button(page, 'Rows of public.events').click();
  await page.getByRole('list', { name: 'Rows that would change' }).waitFor();
  await takeAll(page, 'restore-rows', { extent: 'window' });
  await button(page, 'Close rows').click();
  await button(page, /^Show \d+ rows?$/).click();
  await page.getByRole('list', { name: 'Rows that cannot be written' }).waitFor();
  await takeAll(page, 'restore-conflicts', { extent: 'window' });
  await button(page, 'Close rows').click();
}

async function takeRun(page: Page, project: Project): Promise<void> {
  let release: () => void = () => undefined;
  const held = new Promise<null>((resolve) => {
    release = () => resolve(null);
  });
  project.intercept(async ({ path }) => (path.endsWith('/holdfast_restore_rehearse') ? await held : null));
  await type(page, platform);
  await button(page, /^Restore \d+ tables$/).click();
  await page.getByRole('list', { name: 'Phases' }).getByText('Send the rows').waitFor();
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Send the rows' })
    .and(page.locator('[aria-current]'))
    .waitFor({ timeout: 120_000 });
  await takeAll(page, 'restore-running');
  release();
  project.intercept(null);
  await page.getByRole('table', { name: 'What was done' }).waitFor({ timeout: 120_000 });
  await button(page, 'Undo…').waitFor();
  await takeAll(page, 'restore-report');
  await button(page, 'Undo…').click();
  await page.getByRole('dialog').waitFor();
  await takeAll(page, 'restore-undo', { extent: 'window' });
  await button(page, 'Undo the restore').click();
  await page.getByText('The restore is undone', { exact: true }).waitFor({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Restore history' }).first().click();
  await heading(page, 'Restore history').waitFor();
  await button(page, /^Restore of /)
    .first()
    .click();
  await page.getByRole('list', { name: 'Phases' }).waitFor();
  await takeAll(page, 'restore-history');
}

/** A payment that came since, with a document: deleting it is what the document stands against. */
const since = `
  insert into payments (reference, user_id, event_id, method, net_amount, vat_rate, vat_amount, gross_amount, billing, created_at)
    select 'CAC-NEW', user_id, event_id, method, net_amount, vat_rate, vat_amount, gross_amount, billing, created_at
    from payments order by id limit 1;
  insert into generated_documents (payment_id, user_id, kind, title, html, size_bytes, sha256, created_at)
    select id, user_id, (enum_range(null::document_kind))[1], 'New', '<p></p>', 7, 'x', now()
    from payments where reference = 'CAC-NEW';`;

async function takeRefusal(page: Page, project: Project, backup: string): Promise<void> {
  await project.sql(since);
  await open(page, `/admin/restore?backup=${backup}&table=public.payments`, 'Restore');
  await page.getByRole('radio', { name: 'Replace' }).click();
  await button(page, 'Rehearse').click();
  await page.getByRole('region', { name: 'This cannot be restored as asked' }).waitFor({ timeout: 120_000 });
  await takeAll(page, 'restore-refused');
}

async function takeTicks(page: Page, backup: string): Promise<void> {
  await open(page, `/admin/backup/${backup}?table=public.generated_documents`, /^Manual backup/);
  await page.getByRole('checkbox', { name: 'Tick row 1', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Tick row 3', exact: true }).check();
  await takeAll(page, 'restore-ticks', { extent: 'window' });
  await button(page, 'Restore 2 rows…').click();
  await page.getByRole('list', { name: 'Ticked rows' }).waitFor();
  await takeAll(page, 'restore-ticked');
}

/** The way from a backup to the report of its restore, and back. */
export async function takeRestore(browser: Browser, options: BrowserContextOptions, project: Project): Promise<void> {
  const context = await browser.newContext(options);
  await allowTravel(context);
  const page = await context.newPage();
  await open(page, '/', 'Sign in');
  await signIn(page, project.admin);
  await heading(page, 'Overview').waitFor();
  await open(page, '/admin/backup', 'Backups');
  await travel(page, 12);
  await backUp(page, 'Completed', 'Before the pricing change');
  await travel(page, 0);
  await project.sql(morning);
  await takeAsking(page);
  const backup = new URL(page.url()).searchParams.get('backup') ?? '';
  await takeRehearsal(page, project);
  await takeRun(page, project);
  await takeTicks(page, backup);
  await takeRefusal(page, project, backup);
  await context.close();
}
