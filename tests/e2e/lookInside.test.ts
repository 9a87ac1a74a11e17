import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../core/zipFiles.ts';
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
  storedFiles,
  storedRecords,
} from './harness.ts';

// One browser for the whole file: its tests are one person's day, in order.
let story: Story;
let page: Page;
let archivePath = '';
let filename = '';

beforeAll(async () => {
  story = await startStory({ rows: 20_000 });
  ({ page } = await openAsAdmin(story));
  await backUp('Completed', 1);
});
afterAll(async () => {
  await story.stop();
  await rm(archivePath, { force: true });
});

async function backUp(status: string, count: number): Promise<void> {
  await createButton(page).click();
  await expectPage(historyRows(page, status)).toHaveCount(count, { timeout: 90_000 });
}

/** Opens the newest backup's own page from the history. */
async function openNewest(): Promise<void> {
  await goTo(page, 'Backups');
  const link = historyRows(page)
    .first()
    .getByRole('link', { name: /^Details / });
  await link.click();
  await expectPage(page.getByRole('heading', { level: 1, name: /backup, / })).toBeVisible();
}

const rowOf = (table: Locator, name: string) =>
  table.getByRole('row').filter({ has: table.page().getByText(name, { exact: true }) });

describe('someone changed prices last week', () => {
  it('shows which, side by side, from a comparison with the project as it is now', async () => {
    await story.project.sql(
      `update events set entry_fee = entry_fee + 5 where id in (select id from events order by id limit 7)`,
    );
    await story.project.sql(`update events set city = city || ' (moved)' where id = (select max(id) from events)`);
    await story.project.sql(
      `delete from generated_documents where id in (select id from generated_documents order by id limit 3)`,
    );
    const [event] = await story.project.sql('select entry_fee::text as fee from events order by id limit 1');

    await goTo(page, 'Compare');
    await page.getByRole('combobox', { name: 'After' }).click();
    await page.getByRole('option', { name: /The project now/ }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();

    const result = page.getByRole('table', { name: 'Differences by table' });
    await expectPage(rowOf(result, 'public.events')).toContainText('8');
    await expectPage(rowOf(result, 'public.generated_documents')).toContainText('3');
    await result.getByRole('button', { name: 'public.events' }).click();
    const drawer = page.getByRole('dialog');
    const chips = drawer.getByRole('group', { name: 'Changed columns' });
    await chips.getByRole('button', { name: /^entry_fee/ }).click();
    const list = drawer.getByRole('list', { name: 'Rows that differ' }).getByRole('listitem');
    await expectPage(list).toHaveCount(7);
    const fee = String(event?.fee);
    const before = (Number(fee) - 5).toFixed(2);
    await expectPage(list.first()).toContainText(before);
    await expectPage(list.first()).toContainText(fee);
    await page.keyboard.press('Escape');
  });

  it('is on the overview after the next backup', async () => {
    await goTo(page, 'Backups');
    await backUp('Completed', 2);
    await goTo(page, 'Overview');
    const changed = page.getByRole('table', { name: 'Changed tables' });
    await expectPage(rowOf(changed, 'public.events')).toContainText('~8');
    await expectPage(rowOf(changed, 'public.generated_documents')).toContainText('−3');
  });

  it('leaves nothing in the browser but the backups once another comparison is made', async () => {
    await goTo(page, 'Compare');
    await page.getByRole('combobox', { name: 'After' }).click();
    await page.getByRole('option').filter({ hasNotText: 'The project now' }).first().click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const result = page.getByRole('table', { name: 'Differences by table' });
    await expectPage(rowOf(result, 'public.events')).toContainText('8');
    expect((await storedFiles(page)).archives).toHaveLength(2);
    await expect.poll(async () => (await storedFiles(page)).incoming, { timeout: 25_000 }).toEqual([]);
  });
});

describe('the rows of a backup', () => {
  it('are there down to the last of a large table, as the server wrote them', async () => {
    const [last] = await story.project.sql(`select id::text, phone from sms_logs order by id desc limit 1`);
    const [{ rows } = { rows: '0' }] = await story.project.sql('select count(*)::text as rows from sms_logs');
    await openNewest();
    await page.getByRole('link', { name: 'Open public.sms_logs' }).click();
    const grid = page.getByRole('grid', { name: 'Rows of public.sms_logs' });
    await expectPage(grid).toHaveAttribute('aria-rowcount', String(Number(rows) + 1));
    await grid.press('End');
    const pane = page.getByRole('region', { name: 'Selected row' });
    await expectPage(pane).toContainText(String(last?.id));
    await expectPage(pane).toContainText(String(last?.phone));
  });

  it('are found by a value in them, and the search says in which backups', async () => {
    const [lead] = await story.project.sql('select email from leads order by id limit 1');
    await story.project.sql(`delete from leads where email = '${lead?.email}'`);
    await page.getByRole('button', { name: 'Close rows' }).click();
    await goTo(page, 'Backups');
    await backUp('Completed', 3);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Find' }).click();
    await heading(page, 'Find a value').waitFor();
    await page.getByRole('textbox', { name: 'Value' }).fill(String(lead?.email));
    await page.getByRole('textbox', { name: 'Value' }).press('Enter');
    const answer = page.getByRole('region', { name: 'Answer' });
    await expectPage(answer).toContainText('2 of 3 backups');
  });
});

describe('an archive from another computer', () => {
  it('is downloaded here, dropped there, verified and listed as imported', async () => {
    await goTo(page, 'Backups');
    const row = historyRows(page).first();
    filename = await filenameOf(row);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${filename}` }).click(),
    ]);
    archivePath = join(tmpdir(), `holdfast-${process.pid}-${filename}`);
    await download.saveAs(archivePath);

    const { context, page: other } = await openAsAdmin(story);
    await dropFile(other, archivePath, filename);
    await expectPage(historyRows(other, 'Imported')).toHaveCount(1);
    await expectPage(other.getByRole('status')).toContainText('Archive added and verified');
    await expectPage(historyRows(other).first()).toContainText('Completed');
    await dropFile(other, archivePath, filename);
    await expectPage(other.getByRole('status')).toContainText('This backup is here already');
    await context.close();
  });

  it('that is damaged is named as such, and nothing of it is kept unless it is wanted as evidence', async () => {
    const { context, page: other } = await openAsAdmin(story);
    const bytes = await readFile(archivePath);
    const part = entriesOf(bytes).find(({ path }) => path.startsWith('tables/public.leads'));
    if (part === undefined) throw new Error('There is no such part.');
    const at = part.offset + Math.floor(part.spanBytes / 2);
    bytes[at] = (bytes[at] as number) ^ 1;
    const damaged = `${archivePath}.damaged`;
    await writeFile(damaged, bytes);
    try {
      await dropFile(other, damaged, filename);
      const dialog = other.getByRole('dialog', { name: 'This archive is damaged' });
      await expectPage(dialog).toContainText('tables/public.leads.json');
      await dialog.getByRole('button', { name: 'Leave it out' }).click();
      expect(await storedFiles(other)).toEqual({ incoming: [], archives: [] });
      expect(await storedRecords(other, 'backups')).toEqual([]);

      await dropFile(other, damaged, filename);
      await dialog.getByRole('button', { name: 'Add as evidence' }).click();
      await expectPage(historyRows(other).first()).toContainText('Corrupt');
      await historyRows(other)
        .first()
        .getByRole('link', { name: /^Details / })
        .click();
      await expectPage(other.getByRole('list', { name: 'Faults' })).toContainText('public.leads');
      await expectPage(other.getByRole('link', { name: 'Open public.leads' })).toHaveCount(0);
      await other.getByRole('link', { name: 'Open public.events' }).click();
      await expectPage(other.getByRole('grid', { name: 'Rows of public.events' })).toBeVisible();
    } finally {
      await rm(damaged, { force: true });
      await context.close();
    }
  });
});

/** Drops a file of this machine on the history, as from a folder of the desktop. */
async function dropFile(target: Page, path: string, name: string): Promise<void> {
  const content = (await readFile(path)).toString('base64');
  const transfer = await target.evaluateHandle(
    async ({ base64, filename: called }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], called, { type: 'application/zip' }));
      return transfer;
    },
    { base64: content, filename: name },
  );
  await target.getByRole('region', { name: 'Backup history' }).dispatchEvent('drop', { dataTransfer: transfer });
}
