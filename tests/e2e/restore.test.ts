import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseState } from '../archive/databaseState.ts';
import {
  createButton,
  expectPage,
  filenameOf,
  goTo,
  heading,
  historyRows,
  openAsAdmin,
  type Story,
  startStory,
} from './harness.ts';

// One browser for the whole file: its tests are one person's bad morning, in order.
let story: Story;
let page: Page;
let filename = '';

beforeAll(async () => {
  story = await startStory({ rows: 2_000 });
  ({ page } = await openAsAdmin(story));
  await createButton(page).click();
  await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
  filename = await filenameOf(historyRows(page).first());
});
afterAll(() => story.stop());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** The cells of a table of the wizard by the name of its row, without the last column of buttons. */
async function numbersOf(name: string): Promise<Record<string, string[]>> {
  const rows = await page.getByRole('table', { name, exact: true }).locator('tbody, tfoot').getByRole('row').all();
  const numbers: Record<string, string[]> = {};
  for (const row of rows) {
    const header = row.getByRole('rowheader');
    if ((await header.count()) === 0) continue; // "2 tables stay as they are"
    const table = (await header.innerText()).trim();
    numbers[table] = (await row.getByRole('cell').allInnerTexts())
      .map((text) => text.trim())
      .filter((text) => text !== '');
  }
  return numbers;
}

/** What stands in the database, but for what only tells how often something was done. */
const tables = async () => {
  const state = await databaseState(story.project);
  return Object.fromEntries(Object.entries(state).filter(([what]) => what.startsWith('rows ')));
};

describe('after an import that went wrong', () => {
  let good: Record<string, string> = {};
  let bad: Record<string, string> = {};

  it('a restore is rehearsed, confirmed by the name of the project, and does what the rehearsal said', async () => {
    good = await tables();
    await story.project.sql(`
      update events set entry_fee = entry_fee * 100 where id in (select id from events order by id limit 9);
      delete from leads where id % 4 = 0;
      insert into leads (company, contact_name, email, city, country, source, score, message, created_at)
        select 'New', 'Somebody', 'x@example.com', 'Ulm', 'DE', 'fair', n, 'Hello', now() from generate_series(1, 5) n;
      delete from sms_logs where id in (select id from sms_logs order by id limit 11)`);
    bad = await tables();
    expect(bad).not.toEqual(good);

    await goTo(page, 'Restore');
    await button(`Restore from ${filename}`).click();
    await button('Go on').click();
    await page.getByRole('radio', { name: 'Replace' }).click();
    await button('Rehearse').click();
    const name = page.getByRole('textbox', { name: 'Project name' });
    await expectPage(name).toBeVisible({ timeout: 60_000 });
    expect(await tables()).toEqual(bad); // nothing is written yet
    const planned = await numbersOf('What would change');
    expect(planned['public.events']?.slice(0, 3)).toEqual(['0', '9', '0']);
    expect(planned['public.leads']?.[2]).toBe('5');
    expect(planned['public.sms_logs']?.slice(0, 3)).toEqual(['11', '0', '0']);

    const go = button(/^Restore \d+ tables$/);
    await expectPage(go).toBeDisabled();
    const platform = await page
      .getByRole('region', { name: /^This deletes/ })
      .locator('strong, b')
      .first()
      .innerText();
    await name.fill(platform);
    await go.click();
    const report = page.getByRole('table', { name: 'What was done' });
    await expectPage(report).toBeVisible({ timeout: 90_000 });
    const done = await numbersOf('What was done');
    for (const table of ['public.events', 'public.leads', 'public.sms_logs']) {
      expect([table, done[table]?.slice(0, 3)]).toEqual([table, planned[table]?.slice(0, 3)]);
    }
    expect(await tables()).toEqual(good);
  });

  it('is undone: the tables are what they were before it', async () => {
    await button('Undo…').click();
    await button('Undo the restore').click();
    await expectPage(page.getByText('The restore is undone', { exact: true })).toBeVisible({ timeout: 60_000 });
    expect(await tables()).toEqual(bad);
  });

  it('stands in the history of restores and in the audit trail', async () => {
    await page.getByRole('link', { name: 'Restore history' }).first().click();
    await expectPage(heading(page, 'Restore history')).toBeVisible();
    await button(/^Restore of /)
      .first()
      .click();
    await expectPage(page.getByRole('list', { name: 'Phases' })).toContainText('Pre-restore backup');
    await goTo(page, 'Audit trail');
    await expectPage(page.getByText('Restore', { exact: false }).first()).toBeVisible();
  });
});

describe('one row from before', () => {
  it('is ticked in the viewer and brought back with its parent, and nothing else changes', async () => {
    const [row] = await story.project.sql(
      'select id::text, payment_id::text from generated_documents order by id limit 1',
    );
    const both = async () =>
      await story.project.sql(`
        select d::text as row from generated_documents d where id = '${row?.id}'
        union all select p::text from payments p where id = '${row?.payment_id}'`);
    const before = await both();
    expect(before).toHaveLength(2);
    await goTo(page, 'Backups');
    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(3); // one came before the restore
    await story.project.sql(`
      delete from generated_documents where payment_id = '${row?.payment_id}';
      delete from payments where id = '${row?.payment_id}'`);
    const others = await tables();

    await historyRows(page)
      .first()
      .getByRole('link', { name: /^Details / })
      .click();
    await page.getByRole('link', { name: 'Open public.generated_documents' }).click();
    await page.getByRole('checkbox', { name: 'Tick row 1', exact: true }).check();
    await button('Restore 1 row…').click();
    await expectPage(page.getByRole('switch', { name: 'And what they need' })).toBeChecked();
    await button('Go on').click();
    await button('Rehearse').click();
    await button(/^Restore \d+ tables$/).click({ timeout: 60_000 });
    await expectPage(page.getByRole('table', { name: 'What was done' })).toBeVisible({ timeout: 90_000 });
    expect(await both()).toEqual(before);
    const changed = Object.entries(await tables()).filter(([what, value]) => others[what] !== value);
    expect(changed.map(([what]) => what)).toEqual(['rows public.generated_documents', 'rows public.payments']);
  });
});
