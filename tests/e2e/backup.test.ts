import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsInArchive, rowsInDatabase } from '../archive/compareWithDatabase.ts';
import { openArchive } from '../archive/openArchive.ts';
import {
  createButton,
  expectPage,
  figuresOf,
  filenameOf,
  historyRows,
  openAsAdmin,
  runRegion,
  type Story,
  startStory,
  storedFiles,
} from './harness.ts';
import { holdReads } from './heldReads.ts';

// One browser for the whole file: its tests are one person's day, in order.
let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  ({ page } = await openAsAdmin(story));
});
afterAll(() => story.stop());

/** True counts, table by table, from Postgres itself. */
async function countsOf(): Promise<Map<string, number>> {
  const tables = await story.project.sql(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const counts = new Map<string, number>();
  for (const { name } of tables) {
    const [row] = await story.project.sql(`select count(*) as rows from public."${name}"`);
    counts.set(`public.${name}`, Number(row?.rows));
  }
  return counts;
}

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((total, rows) => total + rows, 0);
const grouped = (count: number) => count.toLocaleString('en-US');

describe('a backup, from one click to its deletion', () => {
  it('begins with one click and shows how far it is, table by table', async () => {
    await expectPage(page.getByText('Your first backup takes one click')).toBeVisible();
    story.project.latencyMs = 100; // so that there is something to watch
    const reads = holdReads(story.project, 'payments');
    await createButton(page).click();
    await reads.held;

    const bar = runRegion(page).getByRole('progressbar', { name: 'Progress of the backup' });
    await expectPage(bar).toHaveAttribute('aria-valuetext', /^[1-9]\d?%, [\d,]+ of [\d,]+ rows$/);
    const counts = await countsOf();
    await expectPage(bar).toHaveAttribute('aria-valuetext', new RegExp(` of ${grouped(sum(counts))} rows$`));
    const tables = runRegion(page).getByRole('list', { name: 'Tables of this backup' }).getByRole('listitem');
    await expectPage(tables).toHaveCount(counts.size);
    await expectPage(createButton(page)).toBeDisabled();
    await expectPage(historyRows(page).first()).toContainText('In progress');

    story.project.latencyMs = 0;
    reads.release();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    await expectPage(runRegion(page)).toHaveCount(0);
    await expectPage(page.getByRole('status')).toContainText('Backup completed and verified');
  });

  it('stands in the history with the tables and rows that Postgres counts', async () => {
    const counts = await countsOf();
    expect(await figuresOf(page, historyRows(page).first())).toEqual({
      tables: `${counts.size} of ${counts.size}`,
      rows: grouped(sum(counts)),
    });
  });

  it('downloads as a ZIP that an independent reader opens, and that holds what the database holds', async () => {
    const row = historyRows(page).first();
    const filename = await filenameOf(row);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${filename}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(filename);
    const path = join(tmpdir(), `holdfast-${process.pid}-${filename}`);
    try {
      await download.saveAs(path);
      const archive = await openArchive(await readFile(path));
      expect(archive.manifest).toMatchObject({ status: 'completed', type: 'manual' });
      const counts = await countsOf();
      expect(archive.manifest.tables.map(({ schema, name }) => `${schema}.${name}`).sort()).toEqual([...counts.keys()]);
      for (const table of archive.manifest.tables) {
        expect(table.rows, table.name).toBe(counts.get(`${table.schema}.${table.name}`));
        for (const part of table.parts) expect(archive.sha256(part.path), part.path).toBe(part.sha256);
        expect(await rowsInArchive(story.project, archive, table), table.name).toEqual(
          await rowsInDatabase(story.project, table),
        );
      }
    } finally {
      await rm(path, { force: true });
    }
  });

  it('tells on its own page what became of every table', async () => {
    const filename = await filenameOf(historyRows(page).first());
    await page.getByRole('link', { name: `Details ${filename}` }).click();
    await expectPage(page.getByRole('heading', { level: 1, name: /^Manual backup, / })).toBeVisible();
    const counts = await countsOf();
    const rows = page.getByRole('table', { name: 'Tables' }).locator('tbody').getByRole('row');
    await expectPage(rows).toHaveCount(counts.size);
    for (const [table, count] of counts) {
      const row = rows.filter({ has: page.getByText(table, { exact: true }) });
      await expectPage(row).toContainText('Exported');
      await expectPage(row).toContainText(grouped(count));
    }
    await page.goBack();
  });

  it('is still there after a reload, record and archive', async () => {
    const filename = await filenameOf(historyRows(page).first());
    await page.reload();
    await expectPage(historyRows(page, 'Completed')).toHaveCount(1);
    expect((await storedFiles(page)).archives).toHaveLength(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Download ${filename}` }).click(),
    ]);
    expect(await download.failure()).toBeNull();
  });

  it('is deleted only after asking', async () => {
    const filename = await filenameOf(historyRows(page).first());
    const ask = () => page.getByRole('button', { name: `Delete ${filename}` }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this backup?' });
    await ask();
    await expectPage(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await expectPage(dialog).toHaveCount(0);
    await expectPage(historyRows(page)).toHaveCount(1);
    expect((await storedFiles(page)).archives).toHaveLength(1);

    await ask();
    await dialog.getByRole('button', { name: 'Delete backup' }).click();
    await expectPage(page.getByText('No backup in this browser')).toBeVisible();
    expect(await storedFiles(page)).toEqual({ incoming: [], archives: [] });
    await page.reload();
    await expectPage(page.getByText('No backup in this browser')).toBeVisible();
  });

  it('was read as the signed-in admin from first to last, never as anon', () => {
    const data = story.project.requests.filter(
      ({ method, path }) => method !== 'OPTIONS' && path.startsWith('/rest/v1/'),
    );
    expect(new Set(data.map(({ role, sub }) => `${role} ${sub}`))).toEqual(
      new Set([`authenticated ${story.project.admin.id}`]),
    );
  });

  it('asks permission (preflight) once per address, because the export function has one address for all pages', () => {
    const preflights = story.project.requests.filter(
      ({ method, path }) => method === 'OPTIONS' && path.endsWith('/holdfast_export'),
    );
    const reads = story.project.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/holdfast_export'),
    );
    // Requests that are under way at the same time at the beginning each ask for themselves.
    expect(preflights.length).toBeLessThanOrEqual(4);
    expect(reads.length).toBeGreaterThan(preflights.length);
  });
});
