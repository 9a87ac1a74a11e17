import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { createBackupParts, storeBytes } from './backupParts.ts';
import { progressReport } from './backupProgressReports.ts';
import { backupRecord } from './backupRecords.ts';
import {
  failed,
  filenames,
  historyTable,
  missing,
  newest,
  partial,
  rowOf,
  showBackups,
  typeAtOnce,
} from './backupsParts.tsx';
import { setViewportWidth } from './viewport.ts';

describe('the history', () => {
  test('says of every backup what it is, when, by whom and how it went', async () => {
    showBackups(await createBackupParts([newest, partial, missing, failed]));
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

  test('as time passes leaves the focus where it is', async () => {
    const { clock, ...parts } = await createBackupParts([partial]);
    showBackups({ clock, ...parts });
    const name = within(rowOf(partial.filename)).getByRole('link');
    name.focus();
    expect(within(rowOf(partial.filename)).getByText('2 days ago')).toBeTruthy();
    await act(async () => await clock.advance(24 * 3_600_000));
    expect(within(rowOf(partial.filename)).getByText('3 days ago')).toBeTruthy();
    expect(document.activeElement).toBe(name);
  });

  test('copies the whole id, of which it shows eight characters', async () => {
    const parts = await createBackupParts([newest]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Copy id 26032601' }));
    expect(parts.host.copied).toEqual([newest.id]);
  });

  test('begins with the newest and sorts by any head', async () => {
    const user = showBackups(await createBackupParts([partial, newest, missing]));
    expect(filenames()).toEqual([newest.filename, partial.filename, missing.filename]);
    const size = within(historyTable()).getByRole('columnheader', { name: 'Size' });
    await user.click(within(size).getByRole('button'));
    expect(size.getAttribute('aria-sort')).toBe('descending');
    expect(filenames()).toEqual([partial.filename, missing.filename, newest.filename]);
  });

  test('finds by filename, id and reason, and offers to clear filters that match nothing', async () => {
    const user = showBackups(await createBackupParts([newest, partial]));
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
    const user = showBackups(await createBackupParts([newest, partial, failed]));
    await user.click(screen.getByRole('combobox', { name: 'Status' }));
    await user.click(screen.getByRole('option', { name: 'Failed' }));
    expect(filenames()).toEqual([failed.filename]);
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Automatic' }));
    expect(screen.getByText('2 filters are on.')).toBeTruthy();
  });

  test('shows what another tab does: a run as it goes on, and its end', async () => {
    const parts = await createBackupParts([]);
    showBackups(parts);
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
    const user = showBackups(await createBackupParts(many));
    expect(historyTable().getAttribute('aria-rowcount')).toBe('1001');
    expect(within(historyTable()).getAllByRole('row').length).toBeLessThan(200);
    await typeAtOnce(user, screen.getByRole('searchbox', { name: 'Search backups' }), 'id-999');
    expect(filenames()).toEqual([many[999]?.filename]);
  });

  test('shows the newest of a long history while the rest is read', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      backupRecord(new Date(Date.UTC(2026, 2, 26) - index * 3_600_000).toISOString(), { id: `id-${index}` }),
    );
    const parts = await createBackupParts(many);
    const { page } = parts.backups;
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    parts.backups.page = async (project, count, before) => {
      if (before !== undefined) await held;
      return await page(project, count, before);
    };
    const history = createBackupHistory(parts.services);
    const reading = history.refresh();
    showBackups({ ...parts, history });
    expect(await screen.findByRole('link', { name: `Details ${many[0]?.filename}` })).toBeTruthy();
    expect(historyTable().getAttribute('aria-rowcount')).toBe('21');
    goOn();
    await reading;
    await waitFor(() => expect(historyTable().getAttribute('aria-rowcount')).toBe('151'));
    history.stop();
  });

  test('says when the storage does not answer, and reads again on demand', async () => {
    const parts = await createBackupParts([]);
    parts.backups.page = async () => {
      throw new HoldfastError('storage-failed', 'The connection to the database was lost.');
    };
    await parts.history.refresh();
    const user = showBackups(parts);
    expect(screen.getByText('The history could not be read')).toBeTruthy();
    parts.backups.page = async () => [newest];
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('link', { name: `Details ${newest.filename}` });
  });
});

describe('download and delete', () => {
  test('hands out the file, and offers it only where there is one', async () => {
    const parts = await createBackupParts([newest, missing, failed]);
    await storeBytes(parts.services, newest);
    const user = showBackups(parts);
    expect(screen.queryByRole('button', { name: `Download ${missing.filename}` })).toBeNull();
    expect(screen.queryByRole('button', { name: `Download ${failed.filename}` })).toBeNull();
    await user.click(screen.getByRole('button', { name: `Download ${newest.filename}` }));
    await waitFor(() => expect(parts.host.downloads.map((each) => each.filename)).toEqual([newest.filename]));
  });

  test('tells when the file turns out to be gone', async () => {
    const parts = await createBackupParts([newest]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: `Download ${newest.filename}` }));
    await screen.findByText('The download failed');
    await screen.findByText('Missing');
  });

  test('asks before it deletes, and keeps everything when told so', async () => {
    const parts = await createBackupParts([newest, partial]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: `Delete ${newest.filename}` }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this backup?' });
    expect(within(dialog).getByText('1 backup stays. It is verified and from 24 Mar 02:00.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((await parts.backups.get(newest.id))?.removed).toBeNull();
  });

  test('deletes the ticked ones together, bytes and records, and notes it', async () => {
    const parts = await createBackupParts([newest, partial, missing]);
    await storeBytes(parts.services, newest);
    const user = showBackups(parts);
    await user.click(screen.getByRole('checkbox', { name: `Select ${newest.filename}` }));
    await user.click(screen.getByRole('checkbox', { name: `Select ${missing.filename}` }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download 1' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Delete 2 backups…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete 2 backups?' });
    await user.click(within(dialog).getByRole('button', { name: 'Delete 2 backups' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toBe('2 backups deleted'));
    const left = await parts.backups.list(newest.projectId);
    expect(left.filter(({ removed }) => removed === null).map(({ id }) => id)).toEqual([partial.id]);
    expect(await parts.store.list()).toEqual([]);
    expect(await parts.audit.list(newest.projectId)).toHaveLength(2);
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  test('two that are ticked can be compared, the older one first, where both files are there', async () => {
    const user = showBackups(await createBackupParts([newest, partial, missing]));
    const tick = (record: typeof newest) =>
      user.click(screen.getByRole('checkbox', { name: `Select ${record.filename}` }));
    await tick(newest);
    expect(screen.queryByRole('link', { name: 'Compare' })).toBeNull();
    await tick(partial);
    expect(screen.getByRole('link', { name: 'Compare' }).getAttribute('href')).toBe(
      `/admin/compare?before=${partial.id}&after=${newest.id}`,
    );
    await tick(partial);
    await tick(missing);
    expect(screen.getByText('2 selected')).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Compare' })).toBeNull();
  });

  test('a ticked backup that a filter hides is not deleted with the others', async () => {
    const user = showBackups(await createBackupParts([newest, partial]));
    await user.click(screen.getByRole('checkbox', { name: 'Select all backups' }));
    expect(screen.getByText('2 selected')).toBeTruthy();
    await typeAtOnce(user, screen.getByRole('searchbox', { name: 'Search backups' }), 'spring');
    expect(screen.getByText('1 selected')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Delete 1 backup…' })).toBeTruthy();
  });

  test('what the person may not do has no button', async () => {
    showBackups(await createBackupParts([newest], { access: { admin: true, permissions: [], helperVersion: 1 } }));
    expect(screen.getByRole('link', { name: `Details ${newest.filename}` })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^(Create backup|Download|Delete|Pin|Add archive)/ })).toBeNull();
    // Reading a file again needs no permission.
    expect(screen.getByRole('button', { name: `Verify ${newest.filename}` })).toBeTruthy();
    expect(screen.getByRole('checkbox', { name: `Select ${newest.filename}` })).toBeTruthy();
  });
});

describe('on a phone', () => {
  beforeEach(() => setViewportWidth(375));

  test('backups are cards with their acts under More', async () => {
    const parts = await createBackupParts([newest, failed]);
    await storeBytes(parts.services, newest);
    const user = showBackups(parts);
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.getByRole('link', { name: `Details ${newest.filename}, 26 Mar, 02:00` })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: `More about ${newest.filename}` }));
    await user.click(await screen.findByRole('menuitem', { name: `Download ${newest.filename}` }));
    await waitFor(() => expect(parts.host.downloads).toHaveLength(1));
  });

  test('filters stand behind one button, and a running backup hides the create buttons', async () => {
    const parts = await createBackupParts([newest]);
    const user = showBackups(parts);
    expect(screen.queryByRole('combobox')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    expect(await screen.findByRole('combobox', { name: 'Status' })).toBeTruthy();
    parts.runner.report(progressReport({}));
    await screen.findByRole('region', { name: 'Backup in progress' });
    expect(screen.queryByRole('button', { name: 'Create backup' })).toBeNull();
  });
});
