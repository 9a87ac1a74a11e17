import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../src/core/HoldfastError.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { createBackupParts } from './backupParts.ts';
import { progressReport, tableProgress } from './backupProgressReports.ts';
import { backupRecord } from './backupRecords.ts';
import { failed, partial, showBackups } from './backupsParts.tsx';

describe('creating a backup', () => {
  test('takes one click, shows its progress, and can be cancelled', async () => {
    const parts = await createBackupParts([]);
    const user = showBackups(parts);
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
    showBackups(parts);
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
    const user = showBackups(parts);
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
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.end(backupRecord('2026-03-26T13:31:00.000Z'));
    await screen.findByText('Backup completed and verified');
    expect(screen.getByRole('status').textContent).toBe(
      'Backup completed and verified. 2 tables, 669 rows, 28.4 MB in 34 s',
    );
  });

  test('tells at once when it failed, and that nothing else was harmed', async () => {
    const parts = await createBackupParts([]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.end(failed);
    await screen.findByText('The backup failed');
    const said = document.querySelector('[aria-live="assertive"]')?.textContent;
    expect(said).toBe('The backup failed. public.sms_logs timed out four times. Older backups are untouched.');
  });

  test('says so when it cannot even start', async () => {
    const parts = await createBackupParts([]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    parts.runner.fail(new HoldfastError('storage-full', 'The disk is full.'));
    await screen.findByText('The backup could not start');
  });

  test('speaks at the start and at every quarter, not at every report', async () => {
    const parts = await createBackupParts([]);
    showBackups(parts);
    const said = new Set<string>();
    for (const fraction of [0, 0.1, 0.26, 0.4, 0.55, 0.8]) {
      await act(async () => parts.runner.report(progressReport({ fraction, tables: [] }))); // with its effects: what is spoken is one
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

  test('with options takes a reason, a choice of tables, a compression and the moment', async () => {
    const parts = await createBackupParts([]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await user.type(within(dialog).getByRole('textbox', { name: 'Reason' }), ' Before the pricing change ');
    expect(within(dialog).getByText('3 of 3 tables, about 52,200 rows.')).toBeTruthy();
    await user.click(within(dialog).getByRole('radio', { name: 'All except…' }));
    await user.click(within(dialog).getByRole('combobox', { name: 'Tables to leave out' }));
    await user.click(await screen.findByRole('option', { name: 'public.sms_logs' }));
    within(dialog).getByText('2 of 3 tables, about 3,940 rows. Without public.sms_logs this is not a full backup.');
    await user.click(within(dialog).getByRole('radio', { name: /^Smallest/ }));
    await user.click(within(dialog).getByRole('checkbox', { name: 'All tables at one moment' }));
    expect(await within(dialog).findByText('999.0 MB free in this browser.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Create backup' }));
    expect(parts.runner.started).toEqual([
      {
        type: 'manual',
        reason: 'Before the pricing change',
        tables: { mode: 'except', names: ['public.sms_logs'] },
        level: 9,
        consistency: 'snapshot',
      },
    ]);
  });

  test.each([
    [null, 'This needs the helper, which this project does not have.'],
    [2, 'This needs version 3 of the helper. This project has version 2: run its SQL again.'],
  ])('cannot be of one moment with the helper %s, and the options say why', async (helperVersion, why) => {
    const parts = await createBackupParts([], { access: { admin: true, permissions: ['create'], helperVersion } });
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    const box = within(dialog).getByRole<HTMLInputElement>('checkbox', { name: 'All tables at one moment' });
    expect(box.disabled).toBe(true);
    expect(within(dialog).getByText(why)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Create backup' }));
    expect(parts.runner.started).toMatchObject([{ consistency: 'page' }]);
  });

  test('that is expected to fit says so in the options', async () => {
    const user = showBackups(await createBackupParts([partial]));
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    expect(await within(dialog).findByText('Expected to fit: 999.0 MB free.')).toBeTruthy();
  });

  test('that may not fit warns, says what cleanup could free, and is tried anyway on demand', async () => {
    const old = backupRecord('2026-02-01T01:00:00.000Z', { type: 'automatic' });
    const parts = await createBackupParts([partial, old]);
    await parts.services.settings.save(parts.services.project.id, {
      ...defaultSettings,
      retention: { ...defaultSettings.retention, newest: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 },
    });
    parts.host.estimate = { usedBytes: 999_000_000, quotaBytes: 1_000_000_000, persistent: true };
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    expect(
      await within(dialog).findByText(/^It needs about 31\.2 MB, and 1\.0 MB are free in this browser\./),
    ).toBeTruthy();
    expect(within(dialog).getByRole('link', { name: 'Retention' }).getAttribute('href')).toBe('/admin/retention');
    await user.click(within(dialog).getByRole('button', { name: 'Try anyway' }));
    expect(parts.runner.started[0]).toMatchObject({ evenIfFull: true });
  });

  test('of other tables than ever before is not judged by the size of the last one', async () => {
    const parts = await createBackupParts([partial]);
    parts.host.estimate = { usedBytes: 999_000_000, quotaBytes: 1_000_000_000, persistent: true };
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await within(dialog).findByRole('button', { name: 'Try anyway' });
    await user.click(within(dialog).getByRole('radio', { name: 'Only…' }));
    await user.click(within(dialog).getByRole('combobox', { name: 'Tables to back up' }));
    await user.click(await screen.findByRole('option', { name: 'public.users' }));
    expect(await within(dialog).findByText('1.0 MB free in this browser.')).toBeTruthy();
    expect(within(dialog).getByRole('button', { name: 'Create backup' })).toBeTruthy();
  });

  test('Enter after a name that was typed chooses that table, and starts nothing', async () => {
    const parts = await createBackupParts([partial]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await user.click(within(dialog).getByRole('radio', { name: 'All except…' }));
    const names = within(dialog).getByRole('combobox', { name: 'Tables to leave out' });
    await user.type(names, 'users{Enter}{Enter}'); // an Enter too many takes no other table
    expect(parts.runner.started).toEqual([]);
    await user.type(names, 'no such table{Enter}');
    expect(parts.runner.started).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Create backup' }));
    expect(parts.runner.started[0]).toMatchObject({ tables: { mode: 'except', names: ['public.users'] } });
  });

  test('cannot be created of no table at all', async () => {
    const user = showBackups(await createBackupParts([]));
    await user.click(screen.getByRole('button', { name: 'Create backup with options…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create backup with options' });
    await user.click(within(dialog).getByRole('radio', { name: 'Only…' }));
    expect(within(dialog).getByText('Choose at least one table.')).toBeTruthy();
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Create backup' }).disabled).toBe(true);
  });

  test('without the helper the page says how to install it', async () => {
    showBackups(
      await createBackupParts([], {
        access: { admin: true, permissions: ['create'], helperVersion: null },
        catalog: null,
      }),
    );
    expect(screen.getByText('How to install the helper')).toBeTruthy();
  });
});
