import { screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { createFakeHost } from '../fakes/fakeHost.ts';
import { resultTable, showCompare, tellPrices } from './compareParts.tsx';
import { setViewportWidth } from './viewport.ts';

// One story for all: nothing here changes a backup.
let story: Awaited<ReturnType<typeof tellPrices>>;
beforeAll(async () => {
  story = await tellPrices();
});
beforeEach(() => {
  story.services.host = createFakeHost();
});

const dialog = async () => within(await screen.findByRole('dialog', { name: 'public.payments' }));
const list = async () => within(await (await dialog()).findByRole('list', { name: 'Rows that differ' }));
const lines = async (name: RegExp = /./) => await (await list()).findAllByRole('button', { name });

async function openRow(user: Awaited<ReturnType<typeof showRows>>['user'], name: RegExp) {
  const [line] = await lines(name);
  if (line === undefined) throw new Error('It has one.');
  await user.click(line);
  return within(screen.getByRole('region', { name: 'Row, before and after' }));
}

/** The page with what changed since a week ago; with the rows of public.payments, unless told otherwise. */
async function showRows(table: string | undefined = 'public.payments', state = {}) {
  const address = { before: story.week.id, after: story.newest.id, table };
  return await showCompare(story.services, { address, state });
}

describe('the rows of a table that differ', () => {
  test('a click on the table leads to them, and the address says so', async () => {
    const { user, addresses } = await showRows('');
    const pair = { before: story.week.id, after: story.newest.id };
    await user.click(within(await resultTable()).getByRole('button', { name: 'public.payments' }));
    expect(addresses).toEqual([{ ...pair, table: 'public.payments' }]);
    expect((await dialog()).getByText('10 changed, 1 removed, 2 added, 49 unchanged')).toBeTruthy();
    await user.click((await dialog()).getByRole('button', { name: 'Close' }));
    expect(addresses.at(-1)).toEqual({ ...pair, table: undefined });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  test('each says what it is, what became of it, and its values before and after', async () => {
    await showRows();
    const texts = (await lines()).map((line) => line.textContent?.replaceAll(/\s+/g, ' ').trim());
    expect(texts).toHaveLength(13);
    expect(texts[0]).toMatch(
      /^Changed id 1 price 81 → is now 1001 ?updated_at 2026-03-18T10:00:00.100001\+00:00 → is now 2026-03-25T22:41:07.000420\+00:00$/,
    );
    expect(texts[10]).toMatch(/^Removed id 60 price 140 ?status settled/);
    expect(texts[11]).toMatch(/^Added id 61 price 141/);
  });

  test('which columns changed in how many rows; pressing one shows only those rows', async () => {
    const { user } = await showRows();
    const columns = within(await (await dialog()).findByRole('group', { name: 'Changed columns' }));
    expect(columns.getAllByRole('button').map((chip) => chip.textContent)).toEqual(['updated_at 10', 'price 3']);
    await user.click(columns.getByRole('button', { name: 'price 3' }));
    await waitFor(async () => expect(await lines()).toHaveLength(3));
    expect((await lines())[2]?.textContent).toContain('price 83');
    await user.click(columns.getByRole('button', { name: 'price 3' }));
    await waitFor(async () => expect(await lines()).toHaveLength(13));
  });

  test('one kind of difference alone', async () => {
    const { user } = await showRows();
    await user.click(await (await dialog()).findByRole('radio', { name: 'Added 2' }));
    await waitFor(async () => expect(await lines()).toHaveLength(2));
  });

  test('an opened row has every column side by side, changed ones marked in words, and leads to both backups', async () => {
    const { user } = await showRows();
    const row = await openRow(user, /id 2 price/);
    const cells = () => row.getAllByRole('row').map((each) => [...each.children].map((cell) => cell.textContent));
    const price = ['price, changed', '82', '1002'];
    const updated = ['updated_at, changed', '2026-03-18T10:00:00.100001+00:00', '2026-03-25T22:41:07.000420+00:00'];
    const head = ['Column', 'Before', 'After'];
    expect(cells()).toEqual([head, ['id', '2', '2'], price, ['status', 'settled', 'settled'], updated]);
    expect(row.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['Show in the backup of 19 Mar 02:00', `/admin/backup/${story.week.id}?public.payments&1`],
      ['Show in the backup of today 02:00', `/admin/backup/${story.newest.id}?public.payments&1`],
    ]);
    await user.click(row.getByRole('button', { name: 'Copy row before' }));
    expect(story.services.host.copied).toEqual([
      '{"id":2,"price":82,"status":"settled","updated_at":"2026-03-18T10:00:00.100001+00:00"}',
    ]);
    await user.click(row.getByRole('radio', { name: 'Changed' }));
    expect(cells()).toEqual([head, price, updated]);
    await user.click(row.getByRole('button', { name: 'Next row' }));
    expect(await row.findByText('id 3')).toBeTruthy();
    await user.click(row.getByRole('button', { name: 'Close row' }));
    expect(screen.queryByRole('region', { name: 'Row, before and after' })).toBeNull();
  });

  test('on a phone the name of a column stands above its values', async () => {
    setViewportWidth(375);
    const { user } = await showRows();
    const row = await openRow(user, /id 1 price/);
    expect(row.getByText('price').closest('th')?.colSpan).toBe(2);
  });

  test('a part that is damaged by now is told in place of its rows', async () => {
    const { rows } = story.services;
    const refuse = async () => {
      throw new HoldfastError('archive-damaged', 'The archive is damaged: a checksum does not match.');
    };
    story.services.rows = { ...rows, rows: refuse };
    await showRows();
    expect((await (await dialog()).findByRole('alert')).textContent).toContain('a checksum does not match');
    story.services.rows = rows;
  });
});

describe('the differences as a file', () => {
  async function exported(): Promise<{ filename: string; text: string }> {
    const { downloads } = story.services.host;
    await waitFor(() => expect(downloads).toHaveLength(1));
    const [download] = downloads;
    return { filename: download?.filename ?? '', text: (await download?.blob.text()) ?? '' };
  }

  test('of the rows that are shown as CSV, every changed value before and after', async () => {
    const { user } = await showRows();
    await user.click(await (await dialog()).findByRole('button', { name: 'price 3' }));
    await user.click((await dialog()).getByRole('button', { name: 'Export shown rows' }));
    await user.click(await screen.findByRole('menuitem', { name: 'CSV, for a spreadsheet' }));
    const { filename, text } = await exported();
    expect(filename).toBe('differences-public.payments-2026-03-19T01-00-00-000Z-to-2026-03-26T01-00-00-000Z.csv');
    const rows = text.trim().split('\r\n');
    expect(rows).toHaveLength(7); // the head, and two values of each of the three rows
    expect(rows[0]).toMatch(/table,change,key,column,before,after$/);
    expect(rows[1]).toBe('public.payments,changed,1,price,81,1001');
  });

  test('of all tables as JSON, exactly', async () => {
    const { user } = await showRows('');
    await resultTable();
    await user.click(screen.getByRole('button', { name: 'Export all' }));
    await user.click(await screen.findByRole('menuitem', { name: 'JSON, exact' }));
    const { text } = await exported();
    expect(JSON.parse(text)).toMatchObject({ before: { id: story.week.id }, after: { id: story.newest.id } });
    expect(text).toContain('2026-03-18T10:00:00.100001+00:00');
  });

  test('not for who may not download', async () => {
    await showRows('', { access: { admin: true, permissions: [], helperVersion: 2 } });
    await resultTable();
    expect(screen.queryByRole('button', { name: 'Export all' })).toBeNull();
  });
});
