import './berlinTime.ts';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { rawJson } from '../fakes/memoryProject.ts';
import { backUp, memoryServices } from '../tasks/memoryServices.ts';
import { showBackup } from './viewerParts.tsx';

const statuses = ['settled', 'failed', 'refunded'];
const payments = Array.from({ length: 300 }, (_none, index) => ({
  id: index + 1,
  account: rawJson(`90071992547409${String(10_000 + index)}`),
  amount: rawJson(`${index}.900000`),
  status: statuses[index % 3],
  note: index === 249 ? 'Paid by O’Hara, see "ticket"' : null,
  raw: rawJson('[1.10,2.00]'),
}));

let services: FakeServices;
let record: BackupRecord;

beforeAll(async () => {
  services = await memoryServices([
    { name: 'payments', rows: payments },
    { name: 'empty', rows: [] },
  ]);
  record = await backUp(services);
});

const grid = () => screen.findByRole('grid', { name: 'Rows of public.payments' });
const shownRows = async () =>
  within(await grid())
    .getAllByRole('row')
    .slice(1);
const texts = (row: HTMLElement | undefined) =>
  row === undefined
    ? []
    : within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent);
/** What the toolbar says of the search; the live region says it too. */
const says = async (words: string) =>
  within(await screen.findByRole('dialog', { name: 'public.payments' })).findByText(words);
const pane = () => screen.findByRole('region', { name: 'Selected row' });

describe('the rows of a table', () => {
  test('open from the table, hold what the server wrote digit by digit, and give the focus back', async () => {
    const { user } = await showBackup(services, record);
    await user.click(screen.getByRole('link', { name: 'Open public.payments' }));
    const drawer = await screen.findByRole('dialog', { name: 'public.payments' });
    const [first] = await shownRows();
    expect(within(drawer).getByText('300 rows in this backup')).toBeTruthy();
    expect(texts(first)).toEqual(['1', '9007199254740910000', '0.900000', 'settled', 'null', '[1.10,2.00]']);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('grid')).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Open public.payments' }));
  });

  test('are on the page only near the window, and are walked through with the keys', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null });
    const rows = await grid();
    expect(rows.getAttribute('aria-rowcount')).toBe('301');
    expect((await shownRows()).length).toBeLessThan(60);
    rows.focus();
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
    expect(within(await pane()).getByRole('heading').textContent).toBe('Row 2 of 300');
    await user.keyboard('{End}');
    expect(within(await pane()).getByRole('heading').textContent).toBe('Row 300 of 300');
    await user.keyboard('{Home}');
    expect(within(await pane()).getByRole('heading').textContent).toBe('Row 1 of 300');
  });

  test('show one of them whole: exact JSON, the original bytes to copy, and single values', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: 249 });
    const json = await screen.findByRole('region', { name: 'Row as JSON' });
    expect(json.textContent).toContain('"account": 9007199254740910249,');
    expect(json.textContent).toContain('"note": "Paid by O’Hara, see \\"ticket\\"",');
    await user.click(screen.getByRole('button', { name: 'Copy row' }));
    expect(services.host.copied.at(-1)).toBe(
      '{"id":250,"account":9007199254740910249,"amount":249.900000,"status":"settled","note":"Paid by O’Hara, see \\"ticket\\"","raw":[1.10,2.00]}',
    );
    await user.click(screen.getByRole('button', { name: 'Copy value of note' }));
    expect(services.host.copied.at(-1)).toBe('Paid by O’Hara, see "ticket"');
    await user.click(screen.getByRole('button', { name: 'Next row' }));
    expect(await screen.findByText('Row 251 of 300')).toBeTruthy();
  });

  test('are searched in all columns, and matches are stepped through', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null });
    await grid();
    const search = screen.getByRole('searchbox', { name: 'Search all columns' });
    await user.click(search);
    await user.paste('o’hara');
    expect(await says('1 of 300 rows matches')).toBeTruthy();
    expect(texts((await shownRows())[0])[0]).toBe('250');
    expect(within(await grid()).getByText('O’Hara', { selector: 'mark' })).toBeTruthy();
    await user.clear(search);
    await user.paste('1029');
    expect(await says('10 of 300 rows match')).toBeTruthy();
    expect(within(await pane()).getByText('match 1 of 10')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Next match' }));
    expect(within(await pane()).getByRole('heading').textContent).toBe('Row 292 of 300match 2 of 10');
    await user.clear(search);
    await user.paste('nobody');
    expect(await screen.findByText('No row matches')).toBeTruthy();
  });

  test('are filtered by columns, all filters together', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null });
    await grid();
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    await user.click(await screen.findByRole('combobox', { name: 'Column of filter 1' }));
    await user.click(await screen.findByRole('option', { name: 'status' }));
    await user.click(screen.getByRole('combobox', { name: 'Test of filter 1' }));
    await user.click(await screen.findByRole('option', { name: 'is' }));
    await user.click(screen.getByRole('textbox', { name: 'Value of filter 1' }));
    await user.paste('refunded');
    expect(await says('100 of 300 rows match')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Add filter' }));
    await user.click(screen.getByRole('textbox', { name: 'Value of filter 2' }));
    await user.paste('30');
    expect(await says('2 of 300 rows match')).toBeTruthy();
    expect((await shownRows()).map((row) => texts(row)[0])).toEqual(['30', '300']);
  });

  test('that cannot be read are said to be so, in place', async () => {
    const broken = await memoryServices([{ name: 'payments', rows: payments }]);
    const bad = await backUp(broken);
    const opened = broken.rows;
    let damaged = true;
    broken.rows = {
      ...opened,
      async rows(part, signal) {
        if (damaged) throw new Error('The archive is damaged: tables/public.payments.json.');
        return opened.rows(part, signal);
      },
    };
    const { user } = await showBackup(broken, bad, { table: 'public.payments', row: null });
    const alert = await screen.findByText(/Rows 1 to 300 cannot be read/);
    expect(alert.textContent).toContain('Rows of other parts can still be read.');
    damaged = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(async () => expect(texts((await shownRows())[0])[0]).toBe('1'));
  });

  test('of a backup without its file are refused with the reason', async () => {
    const gone = await memoryServices([{ name: 'payments', rows: payments }]);
    const made = await backUp(gone);
    await gone.store.delete(made.id);
    await showBackup(gone, made, { table: 'public.payments', row: 3 });
    const error = await screen.findByText('The table could not be opened');
    expect(error.closest('[role="alert"]')?.textContent).toContain('is not in this browser');
  });
});
