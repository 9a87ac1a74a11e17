import './berlinTime.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { BackupsPage } from '../../src/features/backups/BackupsPage.tsx';
import { createBackupsStore } from '../../src/features/backups/backupsStore.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createBackupParts, storeBytes } from './backupParts.ts';
import { progressReport, tableProgress } from './backupProgressReports.ts';
import { admin, backupRecord, tableResult } from './backupRecords.ts';
import { setViewportWidth } from './viewport.ts';

const newest = backupRecord('2026-03-26T01:00:00.546Z', {
  type: 'automatic',
  archive: { bytes: 'present', sizeBytes: 900, verifiedAt: '2026-03-26T01:01:00Z', partsVerified: 2 },
});
const partial = backupRecord('2026-03-24T01:00:00.368Z', {
  status: 'partial',
  reason: 'Before the spring update',
  tables: [
    tableResult('public.users'),
    tableResult('public.leads', { outcome: 'partial', rows: 120, rowsVisible: 120, rowsTotal: 5_000 }),
  ],
});
const missing = backupRecord('2026-03-23T01:00:00.238Z', {
  archive: { bytes: 'missing', sizeBytes: 28_200_000, verifiedAt: null, partsVerified: 0 },
});
const failed = backupRecord('2026-03-22T01:00:00.238Z', {
  status: 'failed',
  archive: null,
  error: { code: 'timed-out', message: 'public.sms_logs timed out four times', hint: null },
});

type Parts = Awaited<ReturnType<typeof createBackupParts>>;

function show(parts: Parts) {
  const store = createBackupsStore(parts.services, parts.runner);
  render(
    <UiProvider env="test">
      <BackupsPage
        {...parts}
        store={store}
        userId={admin.id}
        backupHref={(id) => `/admin/backup/${id}`}
        helperCard={<p>How to install the helper</p>}
      />
    </UiProvider>,
  );
  return userEvent.setup();
}

const history = () => screen.getByRole('table', { name: 'Backup history' });
const rowOf = (filename: string) => {
  const row = screen.getByRole('link', { name: `Details ${filename}` }).closest('tr');
  if (row === null) throw new Error(`${filename} has no row`);
  return row;
};
const filenames = () =>
  within(history())
    .getAllByRole('link')
    .map((link) => link.textContent);

async function typeAtOnce(user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) {
  await user.click(field);
  await user.paste(text);
}

beforeEach(() => setViewportWidth(1440));
afterEach(() => {
  notifications.clean(); // they live beside React, in one store
  cleanup();
});

describe('the history', () => {
  test('says of every backup what it is, when, by whom and how it went', async () => {
    show(await createBackupParts([newest, partial, missing, failed]));
    expect(screen.getByText('3 backups and 1 failed run in this browser, 28.4 MB')).toBeTruthy();
    const row = rowOf(partial.filename);
    expect(within(row).getByRole('link').getAttribute('href')).toBe(`/admin/backup/${partial.id}`);
    for (const words of [partial.filename, '26032401', /Before the spring update/, '2 days ago', 'You', 'Manual'])
      expect(within(row).getByText(words)).toBeTruthy();
    for (const words of ['Partial', '120 of 5,000 rows visible to you', '2 of 2', '268', '28.4 MB', 'in 34 s'])
      expect(within(row).getByText(words)).toBeTruthy();
    expect(within(rowOf(newest.filename)).getByRole('img', { name: 'Verified' })).toBeTruthy();
    expect(within(rowOf(newest.filename)).getByText('Schedule')).toBeTruthy();
    expect(within(rowOf(missing.filename)).getByText('File not found in this browser')).toBeTruthy();
    expect(within(rowOf(failed.filename)).getByText('public.sms_logs timed out four times')).toBeTruthy();
  });

  test('copies the whole id, of which it shows eight characters', async () => {
    const parts = await createBackupParts([newest]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Copy id 26032601' }));
    expect(parts.host.copied).toEqual([newest.id]);
  });

  test('begins with the newest and sorts by any head', async () => {
    const user = show(await createBackupParts([partial, newest, missing]));
    expect(filenames()).toEqual([newest.filename, partial.filename, missing.filename]);
    const size = within(history()).getByRole('columnheader', { name: 'Size' });
    await user.click(within(size).getByRole('button'));
    expect(size.getAttribute('aria-sort')).toBe('descending');
    expect(filenames()).toEqual([partial.filename, missing.filename, newest.filename]);
  });

  test('finds by filename, id and reason, and offers to clear filters that match nothing', async () => {
    const user = show(await createBackupParts([newest, partial]));
    const search = screen.getByRole('searchbox', { name: 'Search backups' });
    await typeAtOnce(user, search, 'SPRING update');
    expect(filenames()).toEqual([partial.filename]);
    await user.clear(search);
    await typeAtOnce(user, search, newest.id);
    expect(filenames()).toEqual([newest.filename]);
    await typeAtOnce(user, search, 'x');
    expect(screen.getByText('No backup matches')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(filenames()).toEqual([newest.filename, partial.filename]);
  });

  test('filters by type and by status', async () => {
    const user = show(await createBackupParts([newest, partial, failed]));
    await user.click(screen.getByRole('combobox', { name: 'Status' }));
    await user.click(screen.getByRole('option', { name: 'Failed' }));
    expect(filenames()).toEqual([failed.filename]);
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Automatic' }));
    expect(screen.getByText('2 filters are on.')).toBeTruthy();
  });

  test('shows what another tab does: a run as it goes on, and its end', async () => {
    const parts = await createBackupParts([]);
    show(parts);
    expect(screen.getByText('Your first backup takes one click')).toBeTruthy();
    const tab = parts.backups.openTab();
    const running = backupRecord('2026-03-26T13:31:52.418Z', {
      status: 'in progress',
      archive: null,
      finishedAt: null,
      totalRows: 53,
      expectedRows: 100,
    });
    await tab.put(running);
    const table = within(await screen.findByRole('table', { name: 'Backup history' }));
    expect(table.getByText('In progress, 53%')).toBeTruthy();
    expect(screen.queryByRole('button', { name: `Delete ${running.filename}` })).toBeNull();
    await tab.put({ ...backupRecord(running.createdAt), id: running.id });
    await table.findByText('Completed');
    expect(table.queryByText(/In progress/)).toBeNull();
  });

  test('draws only a window of a long history, which is still one table and can be searched', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      backupRecord(new Date(Date.UTC(2026, 2, 26) - index * 3_600_000).toISOString(), { id: `id-${index}` }),
    );
    const user = show(await createBackupParts(many));
    expect(history().getAttribute('aria-rowcount')).toBe('1001');
    expect(within(history()).getAllByRole('row').length).toBeLessThan(200);
    await typeAtOnce(user, screen.getByRole('searchbox', { name: 'Search backups' }), 'id-999');
    expect(filenames()).toEqual([many[999]?.filename]);
  });

  test('says when the storage does not answer, and reads again on demand', async () => {
    const parts = await createBackupParts([]);
    parts.backups.list = async () => {
      throw new HoldfastError('storage-failed', 'The connection to the database was lost.');
    };
    await parts.history.refresh();
    const user = show(parts);
    expect(screen.getByText('The history could not be read')).toBeTruthy();
    parts.backups.list = async () => [newest];
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: `Details ${newest.filename}` });
  });
});

describe('download and delete', () => {
  test('hands out the file, and offers it only where there is one', async () => {
    const parts = await createBackupParts([newest, missing, failed]);
    await storeBytes(parts.services, newest);
    const user = show(parts);
    expect(screen.queryByRole('button', { name: `Download ${missing.filename}` })).toBeNull();
    expect(screen.queryByRole('button', { name: `Download ${failed.filename}` })).toBeNull();
    await user.click(screen.getByRole('button', { name: `Download ${newest.filename}` }));
    await waitFor(() => expect(parts.host.downloads.map((each) => each.filename)).toEqual([newest.filename]));
  });

  test('tells when the file turns out to be gone', async () => {
    const parts = await createBackupParts([newest]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: `Download ${newest.filename}` }));
    await screen.findByText('The download failed');
    await screen.findByText('Missing');
  });

  test('asks before it deletes, and keeps everything when told so', async () => {
    const parts = await createBackupParts([newest, partial]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: `Delete ${newest.filename}` }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this backup?' });
    expect(within(dialog).getByText('1 backup stays. It is verified and from 24 Mar 02:00.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await parts.backups.get(newest.id)).not.toBeNull();
  });

  test('deletes the ticked ones together, bytes and records, and notes it', async () => {
    const parts = await createBackupParts([newest, partial, missing]);
    await storeBytes(parts.services, newest);
    const user = show(parts);
    await user.click(screen.getByRole('checkbox', { name: `Select ${newest.filename}` }));
    await user.click(screen.getByRole('checkbox', { name: `Select ${missing.filename}` }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download 1' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete 2 backups…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 backups?' });
    await user.click(within(dialog).getByRole('button', { name: 'Delete 2 backups' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('2 backups deleted'));
    expect(await parts.backups.list(newest.projectId)).toHaveLength(1);
    expect(await parts.store.list()).toEqual([]);
    expect(await parts.audit.list(newest.projectId)).toHaveLength(2);
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  test('a ticked backup that a filter hides is not deleted with the others', async () => {
    const user = show(await createBackupParts([newest, partial]));
    await user.click(screen.getByRole('checkbox', { name: 'Select all backups' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    await typeAtOnce(user, screen.getByRole('searchbox', { name: 'Search backups' }), 'spring');
    expect(screen.getByText('1 selected')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Delete 1 backup…' })).toBeTruthy();
  });

  test('what the person may not do has no button', async () => {
    show(await createBackupParts([newest], { access: { admin: true, permissions: ['create'], helperVersion: 1 } }));
    expect(screen.getByRole('button', { name: 'Create backup' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^(Download|Delete)/ })).toBeNull();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });
});

describe('creating a backup', () => {
  test('takes one click, shows its progress, and can be cancelled', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    expect(parts.runner.started).toEqual([{ type: 'manual', reason: '' }]);
    parts.runner.report(progressReport({ fraction: 0.53, rows: 54_041, expectedRows: 101_970 }));
    const region = await screen.findByRole('region', { name: 'Backup in progress' });
    const bar = within(region).getByRole('progressbar');
    expect(bar.getAttribute('aria-valuetext')).toBe('53%, 54,041 of 101,970 rows');
    for (const words of ['54,041 of 101,970', '98.9 MB', '3,002', 'about 16 s'])
      expect(within(region).getByText(words)).toBeTruthy();
    for (const name of ['Create backup', 'Create backup with options…'])
      expect(screen.getByRole<HTMLButtonElement>('button', { name }).disabled).toBe(true);
    await user.click(within(region).getByRole('button', { name: 'Cancel' }));
    expect(parts.runner.cancelled).toBe(1);
  });

  test('has a line per table with what happens to it', async () => {
    const parts = await createBackupParts([]);
    show(parts);
    parts.runner.report(
      progressReport({
        tables: [
          tableProgress('public.events', 'exported', 521),
          tableProgress('public.payments', 'reading', 11_000, 12_839),
          tableProgress('public.documents', 'retrying', 2_250, 6_082, 'timed out, retrying'),
          tableProgress('public.leads', 'waiting', 0),
        ],
      }),
    );
    const lines = within(await screen.findByRole('list', { name: 'Tables of this backup' })).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      'public.events521 rows',
      'public.payments11,000 of 12,839',
      'public.documentstimed out, retrying2,250 of 6,082',
      'public.leadsWaiting',
    ]);
  });

  test('of hundreds of tables only the active ones have a line, until all are asked for', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    const tables = Array.from({ length: 500 }, (_, index) =>
      tableProgress(`public.t${index}`, index < 100 ? 'exported' : index < 104 ? 'reading' : 'waiting', 10),
    );
    parts.runner.report(progressReport({ tables }));
    const list = await screen.findByRole('list', { name: 'Tables of this backup' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(4);
    expect(screen.getByText('100 done, 396 waiting')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all 500 tables' }));
    expect(within(list).getAllByRole('listitem')).toHaveLength(500);
  });

  test('tells politely how it ended, in figures', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.end(backupRecord('2026-03-26T13:31:00.000Z'));
    await screen.findByText('Backup completed and verified');
    expect(screen.getByRole('status').textContent).toBe(
      'Backup completed and verified. 2 tables, 669 rows, 28.4 MB in 34 s',
    );
  });

  test('tells at once when it failed, and that nothing else was harmed', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.end(failed);
    await screen.findByText('The backup failed');
    const said = document.querySelector('[aria-live="assertive"]')?.textContent;
    expect(said).toBe('The backup failed. public.sms_logs timed out four times. Older backups are untouched.');
  });

  test('says so when it cannot even start', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.fail(new HoldfastError('storage-full', 'The disk is full.'));
    await screen.findByText('The backup could not start');
  });

  test('speaks at the start and at every quarter, not at every report', async () => {
    const parts = await createBackupParts([]);
    show(parts);
    const said = new Set<string>();
    for (const fraction of [0, 0.1, 0.26, 0.4, 0.55, 0.8]) {
      parts.runner.report(progressReport({ fraction, tables: [] }));
      await waitFor(() =>
        expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(String(Math.floor(fraction * 100))),
      );
      said.add(screen.getByRole('status').textContent);
    }
    expect([...said]).toEqual([
      'Backup started.',
      '25% of the backup is done.',
      '50% of the backup is done.',
      '75% of the backup is done.',
    ]);
  });

  test('with options takes a reason, a choice of tables and a compression', async () => {
    const parts = await createBackupParts([]);
    const user = show(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), ' Before the pricing change ');
    expect(within(dialog).getByText('3 of 3 tables, about 52,200 rows.')).toBeTruthy();
    await user.click(within(dialog).getByRole('radio', { name: 'All except…' }));
    await user.click(within(dialog).getByRole('combobox', { name: 'Tables to leave out' }));
    await user.click(await screen.findByRole('option', { name: 'public.sms_logs' }));
    within(dialog).getByText('2 of 3 tables, about 3,940 rows. Without public.sms_logs this is not a full backup.');
    await user.click(within(dialog).getByRole('radio', { name: /^Smallest/ }));
    expect(within(dialog).getByText('999.0 MB free in this browser.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Create backup' }));
    expect(parts.runner.started).toEqual([
      {
        type: 'manual',
        reason: 'Before the pricing change',
        tables: { mode: 'except', names: ['public.sms_logs'] },
        level: 9,
      },
    ]);
  });

  test('cannot be created of no table at all', async () => {
    const user = show(await createBackupParts([]));
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await user.click(within(dialog).getByRole('radio', { name: 'Only…' }));
    expect(within(dialog).getByText('Choose at least one table.')).toBeTruthy();
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Create backup' }).disabled).toBe(true);
  });

  test('without the helper the page says how to install it', async () => {
    show(
      await createBackupParts([], {
        access: { admin: true, permissions: ['create'], helperVersion: null },
        catalog: null,
      }),
    );
    expect(screen.getByText('How to install the helper')).toBeTruthy();
  });
});

describe('on a phone', () => {
  beforeEach(() => setViewportWidth(375));

  test('backups are cards with their acts under More', async () => {
    const parts = await createBackupParts([newest, failed]);
    await storeBytes(parts.services, newest);
    const user = show(parts);
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.getByRole('link', { name: `Details ${newest.filename}, 26 Mar, 02:00` })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: `More about ${newest.filename}` }));
    await user.click(await screen.findByRole('menuitem', { name: `Download ${newest.filename}` }));
    await waitFor(() => expect(parts.host.downloads).toHaveLength(1));
  });

  test('filters stand behind one button, and a running backup hides the create buttons', async () => {
    const parts = await createBackupParts([newest]);
    const user = show(parts);
    expect(screen.queryByRole('combobox')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    expect(await screen.findByRole('combobox', { name: 'Status' })).toBeTruthy();
    parts.runner.report(progressReport({}));
    await screen.findByRole('region', { name: 'Backup in progress' });
    expect(screen.queryByRole('button', { name: 'Create backup' })).toBeNull();
  });
});
