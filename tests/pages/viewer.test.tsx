import { screen, waitFor, within } from '@testing-library/react';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { type MemoryTable, rawJson } from '../fakes/memoryProject.ts';
import { backUp, memoryServices } from '../tasks/memoryServices.ts';
import { showBackup } from './viewerParts.tsx';

const statuses = ['settled', 'failed', 'refunded'];
const payments = Array.from({ length: 300 }, (_none, index) => ({
  id: index + 1,
  account: rawJson(`90071992547409${String(10_000 + index)}`),
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
    expect(document.activeElement).toBe(await grid()); // so that the keys work at once
    expect(texts(first)).toEqual(['1', '9007199254740910000', 'settled', 'null', '[1.10,2.00]']);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('grid')).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Open public.payments' }));
  });

  test('are on the page only near the window, and are walked through with the keys', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null, find: '' });
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
    const { user } = await showBackup(services, record, { table: 'public.payments', row: 249, find: '' });
    const json = await screen.findByRole('region', { name: 'Row as JSON' });
    expect(json.textContent).toContain('"account": 9007199254740910249,');
    expect(json.textContent).toContain('"note": "Paid by O’Hara, see \\"ticket\\"",');
    await user.click(screen.getByRole('button', { name: 'Copy row' }));
    expect(services.host.copied.at(-1)).toBe(
      '{"id":250,"account":9007199254740910249,"status":"settled","note":"Paid by O’Hara, see \\"ticket\\"","raw":[1.10,2.00]}',
    );
    await user.click(screen.getByRole('button', { name: 'Copy value of note' }));
    expect(services.host.copied.at(-1)).toBe('Paid by O’Hara, see "ticket"');
    await user.click(screen.getByRole('button', { name: 'Next row' }));
    expect(await screen.findByText('Row 251 of 300')).toBeTruthy();
  });

  test('are searched in all columns, and matches are stepped through', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null, find: '' });
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

  test('open at a row that was found elsewhere, among what else is found', async () => {
    await showBackup(services, record, { table: 'public.payments', row: 249, find: 'ticket' });
    expect(await says('1 of 300 rows matches')).toBeTruthy();
    expect(within(await pane()).getByRole('heading').textContent).toBe('Row 250 of 300match 1 of 1');
  });

  test('are ticked one by one, by key, and all that are found; the ticks stay, and lead to restoring them', async () => {
    const chosen: [string, string, readonly number[]][] = [];
    const restore = {
      href: (id: string) => `/restore/${id}`,
      onRows: (...rows: [string, string, readonly number[]]) => void chosen.push(rows),
    };
    const { user } = await showBackup(services, record, { table: 'public.payments', row: 6, find: '' }, restore);
    const rows = await grid();
    await user.click(screen.getByRole('checkbox', { name: 'Tick row 3' }));
    rows.focus();
    await user.keyboard(' ');
    const search = screen.getByRole('searchbox', { name: 'Search all columns' });
    await user.click(search);
    await user.paste('o’hara');
    await says('1 of 300 rows matches');
    await user.click(screen.getByRole('checkbox', { name: 'Tick all listed rows' }));
    await user.clear(search);
    await waitFor(async () => expect((await shownRows()).length).toBeGreaterThan(2));
    await user.click(screen.getByRole('button', { name: 'Restore 3 rows…' }));
    expect(chosen).toEqual([[record.id, 'public.payments', [2, 6, 249]]]);
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.queryByRole('region', { name: 'Ticked rows' })).toBeNull();
  });

  test('are filtered by columns, all filters together', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null, find: '' });
    await grid();
    await user.click(screen.getByText('Filter'));
    await user.click(await screen.findByLabelText('Column of filter 1', { selector: 'input' }));
    await user.click(await screen.findByText('status', { selector: '[role="option"] *' }));
    await user.click(screen.getByLabelText('Test of filter 1', { selector: 'input' }));
    await user.click(await screen.findByText('is', { selector: '[role="option"] *' }));
    await user.click(screen.getByLabelText('Value of filter 1'));
    await user.paste('refunded');
    expect(await says('100 of 300 rows match')).toBeTruthy();
    await user.click(screen.getByText('Add filter'));
    await user.click(screen.getByLabelText('Value of filter 2'));
    await user.paste('30');
    expect(await says('2 of 300 rows match')).toBeTruthy();
    expect((await shownRows()).map((row) => texts(row)[0])).toEqual(['30', '300']);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByText('Add filter')).toBeNull());
    expect(screen.getByText('2 filters')).toBeTruthy(); // the rows stay open
  });

  test('are exported: all of them, or those that match', async () => {
    const { user } = await showBackup(services, record, { table: 'public.payments', row: null, find: 'ticket' });
    expect(await says('1 of 300 rows matches')).toBeTruthy();
    await user.click(screen.getByText('Export table'));
    await user.click(await screen.findByRole('menuitem', { name: 'JSON, matching rows' }));
    await waitFor(() => expect(services.host.downloads).toHaveLength(1));
    expect(await services.host.downloads[0]?.blob.text()).toContain('"account":9007199254740910249');
    await user.click(screen.getByText('Export table'));
    await user.click(await screen.findByRole('menuitem', { name: 'CSV' }));
    await waitFor(() => expect(services.host.downloads).toHaveLength(2));
    const csv = services.host.downloads[1];
    expect(csv?.filename).toMatch(/payments.*\.csv$/);
    const lines = (await csv?.blob.text())?.trim().split('\r\n') ?? [];
    expect(lines).toHaveLength(301);
    expect(lines[250]).toBe('250,9007199254740910249,settled,"Paid by O’Hara, see ""ticket""","[1.10,2.00]"');
  });

  test('leave as one file that restores them with psql: the mode and the tables are asked', async () => {
    const { user } = await showBackup(services, record);
    services.host.downloads.length = 0;
    await user.click(screen.getByRole('button', { name: `More for ${record.filename}` }));
    await user.click(await screen.findByRole('menuitem', { name: 'Export restore.sql…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export restore.sql' });
    expect(within(dialog).getByRole<HTMLInputElement>('radio', { name: 'Add missing rows' }).checked).toBe(true);
    await user.click(within(dialog).getByRole('radio', { name: 'Merge' }));
    await user.click(within(dialog).getByRole('button', { name: 'Export restore.sql' }));
    await waitFor(() => expect(services.host.downloads).toHaveLength(1));
    const [file] = services.host.downloads;
    expect(file?.filename).toMatch(/^restore-.*\.sql$/);
    expect(await file?.blob.text()).toMatch(/^-- Mode: merge\..*"public"\."empty".*"public"\."payments".*\ncommit;$/ms);
    expect(await screen.findByText(/^2 tables, 300 rows, restore-/)).toBeTruthy();
  });

  test('tell what became of them in all backups, and lead to the row in another', async () => {
    const table: MemoryTable = { name: 'payments', rows: payments.slice(0, 3) };
    const changing = await memoryServices([table]);
    const moments = ['2026-03-22T01:00:00Z', '2026-03-23T01:00:00Z', '2026-03-24T01:00:00Z', '2026-03-25T01:00:00Z'];
    const made: BackupRecord[] = [];
    for (const [index, createdAt] of moments.entries()) {
      if (index === 2) table.rows = table.rows.map((row) => (row.id === 2 ? { ...row, status: 'settled' } : row));
      if (index === 3) table.rows = [];
      const backup = { ...(await backUp(changing)), createdAt };
      await changing.backups.put(backup);
      made.push(backup);
    }
    const [, second, third] = made as [BackupRecord, BackupRecord, BackupRecord];
    const { user, visited } = await showBackup(changing, third, { table: 'public.payments', row: 1, find: '' });
    await user.click(await screen.findByText('Changes'));
    const changes = within(await screen.findByRole('region', { name: 'Changes of this row' }));
    await waitFor(() => expect(changes.getAllByRole('listitem')).toHaveLength(3));
    const [gone, changed, same] = changes.getAllByRole('listitem') as [HTMLElement, HTMLElement, HTMLElement];
    expect(gone.textContent).toContain('Not there');
    expect(within(changed).getByText('1 value changed since the backup before')).toBeTruthy();
    const cells = within(within(changed).getByRole('table')).getAllByRole('cell');
    expect(cells.map((cell) => cell.textContent)).toEqual(['failed', 'settled']);
    expect(same.textContent).toContain('2 backups');
    await user.click(within(same).getByRole('link', { name: /^Open this row in the backup of 23 Mar/ }));
    expect(visited.at(-1)).toBe(`/backup/${second.id}?table=public.payments&row=1`);
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
    const { user } = await showBackup(broken, bad, { table: 'public.payments', row: null, find: '' });
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
    await showBackup(gone, made, { table: 'public.payments', row: 3, find: '' });
    const error = await screen.findByText('The table could not be opened');
    expect(error.closest('[role="alert"]')?.textContent).toContain('is not in this browser');
  });
});
