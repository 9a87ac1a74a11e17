import pg from 'pg';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import {
  createButton,
  expectPage,
  figuresOf,
  goTo,
  historyRows,
  openAsAdmin,
  type Story,
  startStory,
} from './harness.ts';

// One browser for the whole file: its tests are one person's day, in order.
let story: Story;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  story = await startStory({ rows: 2_000, helper: false });
  ({ context, page } = await openAsAdmin(story));
});
afterAll(() => story.stop());

const card = () => page.getByRole('region', { name: 'Coverage unknown' });

/** Runs SQL as the project's owner, in one go, as the SQL editor of a hosted project does. */
async function runInSqlEditor(text: string): Promise<void> {
  const editor = new pg.Client({ connectionString: story.project.ownerUrl });
  await editor.connect();
  try {
    await editor.query(text);
  } finally {
    await editor.end();
  }
}

/** Until the REST server has read the schema anew, it does not know new functions. */
async function apiOffers(name: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { url, publishableKey } = story.project;
        const answer = await fetch(`${url}/rest/v1/rpc/${name}`, {
          method: 'POST',
          headers: { apikey: publishableKey },
        });
        await answer.arrayBuffer();
        return answer.status !== 404 && answer.status < 500; // not while it reads the schema either
      },
      { timeout: 20_000 },
    )
    .toBe(true);
}

describe('a project without the helper', () => {
  it('says that nobody can know whether a backup would be complete', async () => {
    await expectPage(card()).toContainText('Holdfast cannot see yet whether a backup is complete');
    await expectPage(card()).toContainText('Only the tables on your list, which is empty');
  });

  it('backs nothing up while no table is declared, and says what to do', async () => {
    await createButton(page).click();
    await expectPage(historyRows(page, 'Failed')).toHaveCount(1);
    await expectPage(historyRows(page).first()).toContainText('There is no table to back up.');
    // A failure stays on screen until it is closed, and may lie over other buttons.
    await page.getByRole('group', { name: 'The backup failed' }).getByRole('button').click();
  });

  it('backs up the declared tables, and calls that unproven', async () => {
    await goTo(page, 'Settings');
    for (const table of ['public.events', 'public.payments']) {
      await page.getByRole('button', { name: 'Add table' }).click();
      await page.getByRole('textbox', { name: 'Table', exact: true }).last().fill(table);
    }
    await page.getByRole('button', { name: 'Save' }).click();
    await expectPage(page.getByText('Everything is saved')).toBeVisible();

    await goTo(page, 'Backups');
    await expectPage(card()).toContainText('Only the 2 tables on your list');
    await createButton(page).click();
    await expectPage(historyRows(page, 'Unproven')).toHaveCount(1);
    await expectPage(historyRows(page).first()).toContainText('Coverage unknown');
    const [count] = await story.project.sql(
      'select (select count(*) from public.events) + (select count(*) from public.payments) as rows',
    );
    expect(await figuresOf(page, historyRows(page).first())).toEqual({
      tables: '2 of 2',
      rows: Number(count?.rows).toLocaleString('en-US'),
    });
  });

  it('is told when the helper is not there yet', async () => {
    await card().getByRole('button', { name: 'Check again' }).click();
    await expectPage(card().getByRole('alert')).toContainText('The helper is not there yet');
  });

  it('gets the helper by copying its SQL, running it and checking again; the next backup is completed', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await card().getByRole('button', { name: 'Copy helper SQL' }).click();
    await expectPage(page.getByRole('status')).toContainText('Copied');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const { admin } = story.project;
    expect(text.split(/(?=^insert into holdfast\.admins)/m).at(-1)).toBe(
      `insert into holdfast.admins (user_id, permissions)
values ('${admin.id}', array['create', 'download', 'delete', 'restore', 'settings'])
on conflict (user_id) do update set permissions = excluded.permissions;
`,
    );
    await runInSqlEditor(text);
    await apiOffers('holdfast_version');
    await card().getByRole('button', { name: 'Check again' }).click();
    await expectPage(card()).toHaveCount(0);

    await createButton(page).click();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    const [count] = await story.project.sql(
      `select count(*) as tables from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    expect((await figuresOf(page, historyRows(page).first())).tables).toBe(`${count?.tables} of ${count?.tables}`);

    await goTo(page, 'Settings');
    await expectPage(page.getByText(`Helper installed, version ${helperVersionShipped}`)).toBeVisible();
  });
});
