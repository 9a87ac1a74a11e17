import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { OverviewPage } from '../../src/features/overview/OverviewPage.tsx';
import { createOverviewStore } from '../../src/features/overview/overviewStore.ts';
import type { ProjectState } from '../../src/tasks/projectInspector.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createAutomaticParts, dailySlot, failedFour, missedSlot } from './automaticParts.ts';
import { catalogOf } from './backupParts.ts';
import { progressReport } from './backupProgressReports.ts';
import { backupRecord, shownAt } from './backupRecords.ts';

const newest = backupRecord('2026-03-26T01:00:00.546Z', { type: 'automatic' });
const older = backupRecord('2026-03-23T13:00:00.000Z', { reason: 'Before the spring update' });
const noHelper: Partial<ProjectState> = {
  access: { admin: true, permissions: ['create'], helperVersion: null },
  catalog: null,
};

type Ground = Parameters<typeof createAutomaticParts>[0];

function renderOverview(parts: Awaited<ReturnType<typeof createAutomaticParts>>) {
  const onCreate = vi.fn();
  render(
    <UiProvider env="test">
      <OverviewPage
        {...parts}
        store={createOverviewStore(parts.services)}
        platform="Car Audio Competition Platform"
        backupsHref="/admin/backup"
        backupHref={(id) => `/admin/backup/${id}`}
        compareHref={(before, after, table = '') => `/admin/compare?${before}&${after}&${table}`}
        schedulesHref="/admin/schedules"
        runLogHref="/admin/schedules"
        retentionHref="/admin/retention"
        sqlEditorHref="https://supabase.com/dashboard/project/abc/sql/new"
        onCreate={onCreate}
      />
    </UiProvider>,
  );
  return { ...parts, onCreate, user: userEvent.setup() };
}

async function show(records: BackupRecord[], project: Partial<ProjectState> = {}, ground: Ground = {}) {
  return renderOverview(await createAutomaticParts({ records, project, ...ground }));
}

const region = (name: string) => within(screen.getByRole('region', { name }));

describe('the overview', () => {
  test('counts backups by type and sums up their size', async () => {
    await show([newest, older]);
    expect(region('Total backups').getByText('2')).toBeTruthy();
    expect(region('Manual backups').getByText('Latest 3 days ago')).toBeTruthy();
    expect(region('Automatic backups').getByText('Latest 12 h ago')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Total size' }).textContent).toContain('56.8 MB');
  });

  test('tells how the last backup went, how old it is and what is in it', async () => {
    await show([newest, older]);
    const last = region('Last backup');
    expect(last.getByRole('heading', { name: 'The last backup is complete and verified' })).toBeTruthy();
    expect(last.getByText('Automatic, today 02:00, 12 h ago. Read back and checked against 2 digests.')).toBeTruthy();
    expect(last.getByRole('link', { name: `Details ${newest.filename}` }).getAttribute('href')).toBe(
      `/admin/backup/${newest.id}`,
    );
    expect(region('Recent backups').getAllByRole('listitem')).toHaveLength(2);
  });

  test('an archive that was imported does not hide that the newest run failed', async () => {
    const failed = backupRecord('2026-03-26T02:00:00.000Z', { status: 'failed', archive: null });
    const imported = backupRecord('2026-03-26T04:00:00.000Z', {
      type: 'imported',
      imported: { at: '2026-03-26T05:00:00.000Z', by: newest.createdBy, filename: 'a.zip' },
    });
    await show([imported, failed, newest]);
    const last = region('Last backup');
    expect(last.getByRole('link', { name: `Details ${failed.filename}` })).toBeTruthy();
    expect(region('Needs attention').getByText(/ failed$/)).toBeTruthy();
    expect(region('Total backups').getByText('2')).toBeTruthy();
  });

  test('ages as time passes', async () => {
    const { clock } = await show([newest]);
    await clock.untilSleeping();
    await clock.advance(3_600_000);
    await waitFor(() => expect(region('Automatic backups').getByText('Latest 13 h ago')).toBeTruthy());
    expect(clock.now()).toBe(shownAt + 3_600_000);
  });

  test('shows the database, and the storage that is used of the quota', async () => {
    await show([newest]);
    expect(region('Database').getByText('173.9 MB')).toBeTruthy();
    expect(screen.getByText(/Helper installed, version 3/)).toBeTruthy();
    expect(await region('Storage in this browser').findByText('0% used')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Storage in this browser' }).textContent).toContain('1.0 MB of 1.00 GB');
  });

  test('tables that cannot be read need attention, with the way to the SQL editor, as long as they are to be backed up', async () => {
    const catalog = catalogOf({ events: 521, users: 30 });
    const tables = catalog.tables.map((table) => ({ ...table, readable: false }));
    await show([newest], { catalog: { ...catalog, tables } });
    expect(region('Database').getByText('2, 2 not readable by you')).toBeTruthy();
    expect(await region('Needs attention').findByText('2 tables cannot be read by you')).toBeTruthy();
    const link = region('Needs attention').getByRole('link', { name: /Open SQL editor/ });
    expect(link.getAttribute('href')).toBe('https://supabase.com/dashboard/project/abc/sql/new');
    cleanup();
    const settings = { tables: { mode: 'only' as const, names: [] } };
    await show([newest], { catalog: { ...catalog, tables } }, { settings });
    expect(region('Needs attention').queryByText(/cannot be read by you/)).toBeNull();
  });

  test('a project without helper is told as such, and where to install it', async () => {
    await show([newest], noHelper);
    expect(screen.getByText('Helper not installed, coverage unknown')).toBeTruthy();
    expect(
      region('Needs attention')
        .getByRole('link', { name: /Install the helper/ })
        .getAttribute('href'),
    ).toBe('/admin/backup');
  });

  test('asks the browser to keep the backups, and is quiet once it agreed', async () => {
    const { user } = await show([newest]);
    await user.click(await region('Needs attention').findByRole('button', { name: /Ask the browser to keep them/ }));
    await screen.findByText('The browser keeps your backups');
    expect(await region('Needs attention').findByText('Nothing at the moment.')).toBeTruthy();
  });

  test('says so when the browser does not agree', async () => {
    const { user, host } = await show([newest]);
    host.persistenceGranted = false;
    await user.click(await region('Needs attention').findByRole('button', { name: /Ask the browser to keep them/ }));
    await screen.findByText('The browser did not agree to keep them');
    expect(region('Needs attention').getByText('The browser may clear your backups')).toBeTruthy();
  });

  test('without any backup there is one thing to do', async () => {
    const { user, onCreate } = await show([]);
    expect(screen.getByText('No backup yet')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Create backup' }));
    expect(onCreate).toHaveBeenCalledOnce();
  });

  test('while a backup runs no second one can be started, and the way to it is shown', async () => {
    const { runner } = await show([newest]);
    runner.report(progressReport({}));
    expect((await screen.findByRole('link', { name: 'Show progress' })).getAttribute('href')).toBe('/admin/backup');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Create backup' }).disabled).toBe(true);
  });
});

describe('what changed, on the overview', () => {
  const since = { since: older.id, sinceAt: older.createdAt };
  const counts = { added: 0, removed: 0, changed: 0 };
  const payments = {
    table: 'public.payments',
    counts: { added: 12, removed: 0, changed: 34 },
    rowsBefore: 12_700,
    rowsAfter: 12_712,
    note: null,
  };
  const leads = {
    table: 'public.leads',
    counts: { added: 0, removed: 4_880, changed: 0 },
    rowsBefore: 5_000,
    rowsAfter: 120,
    note: null,
  };
  const users = { table: 'public.users', counts, rowsBefore: 3_418, rowsAfter: 3_418, note: null };

  test('a line per changed table, unusual losses loudest, each with the way to its rows', async () => {
    await show([{ ...newest, changes: { ...since, tables: [leads, payments, users] } }, older]);
    const card = region('What changed');
    expect(card.getByText('Automatic backup of today 02:00, since the one of 23 Mar 14:00')).toBeTruthy();
    const rows = card.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
      ['Table', 'Added', 'Removed', 'Changed'],
      ['public.leads', '0', '−4,880', '0'],
      ['public.payments', '+12', '0', '~34'],
    ]);
    expect(card.getByText('1 table is equal')).toBeTruthy();
    expect(card.getByText('public.leads lost 4,880 of 5,000 rows.')).toBeTruthy();
    const href = `/admin/compare?${older.id}&${newest.id}&`;
    expect(card.getByRole('link', { name: /Compare/ }).getAttribute('href')).toBe(href);
    expect(card.getByRole('link', { name: 'public.payments' }).getAttribute('href')).toBe(`${href}public.payments`);
    const attention = region('Needs attention');
    expect(attention.getByText('public.leads lost 4,880 of 5,000 rows')).toBeTruthy();
    const link = attention.getByRole('link', { name: /See which rows/ });
    expect(link.getAttribute('href')).toBe(`${href}public.leads`);
  });

  test('says that nothing changed, that it is being found out, and that there is nothing to compare yet', async () => {
    await show([{ ...newest, changes: { ...since, tables: [users] } }, older]);
    expect(region('What changed').getByText('Nothing changed: 1 table is equal.')).toBeTruthy();
    cleanup();
    await show([newest, older]);
    expect(region('What changed').getByText('The newest backup is being compared with the one before.')).toBeTruthy();
    cleanup();
    await show([newest]);
    expect(region('What changed').getByText(/^Nothing to compare yet/)).toBeTruthy();
  });

  test('says why it is not known', async () => {
    const parts = await createAutomaticParts({ records: [newest, older] });
    parts.changesWatch.start(); // these records have no files
    renderOverview(parts);
    const words = /could not be compared with the one before\. .* is not in this browser\./;
    expect(await region('What changed').findByText(words)).toBeTruthy();
  });
});

describe('what runs by itself, on the overview', () => {
  const slots = [
    dailySlot('2026-03-26'),
    missedSlot('2026-03-25'),
    dailySlot('2026-03-24', { lateHours: 5 }),
    dailySlot('2026-03-23', { ...failedFour, backupId: 'b-23', seenAt: '2026-03-23T08:00:00.000Z' }),
  ];

  test('the calendar says honestly for how many slots this tab was awake', async () => {
    await show([newest], {}, { slots });
    const card = region('Daily backup, last 90 days');
    expect(card.getByText('2 of the last 4 slots')).toBeTruthy();
    const name = 'Daily backup, last 90 days: 1 on time, 1 late, 1 failed and 1 missed';
    expect(card.getByRole('img', { name })).toBeTruthy();
    expect(card.getByRole('link', { name: /Run log/ }).getAttribute('href')).toBe('/admin/schedules');
  });

  test('the next run is told with its name, and on what terms it runs', async () => {
    await show([newest]);
    const card = region('Next run');
    for (const words of ['in 11 h 28 min', 'Daily backup, tomorrow 02:00']) expect(card.getByText(words)).toBeTruthy();
    expect(card.getByText('Runs while this tab is open and you are signed in.')).toBeTruthy();
  });

  test('stopped, it says that nothing runs, and how to start it again', async () => {
    await show([newest], {}, { settings: { automatic: false }, service: { status: 'off' } });
    expect(region('Next run').getByText('Stopped')).toBeTruthy();
    const link = region('Needs attention').getByRole('link', { name: /Start them again/ });
    expect(link.getAttribute('href')).toBe('/admin/backup');
  });

  test('a failed run is told until it is seen, with what came after it', async () => {
    const record = backupRecord('2026-03-25T01:00:00.733Z', { type: 'automatic', status: 'failed', archive: null });
    const unseen = [dailySlot('2026-03-26'), dailySlot('2026-03-25', { ...failedFour, backupId: record.id })];
    const { user } = await show([newest, record], {}, { slots: unseen });
    const attention = region('Needs attention');
    expect(attention.getByText('Daily backup of 25 Mar failed')).toBeTruthy();
    expect(
      attention.getByText('public.sms_logs timed out four times. The next one, on 26 Mar, completed.'),
    ).toBeTruthy();
    expect(attention.getByRole('link', { name: /See what happened/ }).getAttribute('href')).toBe(
      `/admin/backup/${record.id}`,
    );
    await user.click(attention.getByRole('button', { name: 'Mark as seen: Daily backup of 25 Mar failed' }));
    await waitFor(() => expect(attention.queryByText('Daily backup of 25 Mar failed')).toBeNull());
  });

  test('the last run that failed is told once, as the slot that it was', async () => {
    const schedule = { id: 'daily-backup', name: 'Daily backup', slotId: dailySlot('2026-03-26').id };
    const record = backupRecord('2026-03-26T01:00:00.733Z', {
      type: 'automatic',
      status: 'failed',
      archive: null,
      schedule,
    });
    await show([record], {}, { slots: [dailySlot('2026-03-26', { ...failedFour, backupId: record.id })] });
    expect(region('Needs attention').getAllByRole('link', { name: /See what happened/ })).toHaveLength(1);
  });

  test('missed runs are counted, and leave when they are marked as seen', async () => {
    const { user } = await show([newest], {}, { slots: [...slots, missedSlot('2026-03-22')] });
    const attention = region('Needs attention');
    expect(attention.getByText('2 runs were missed')).toBeTruthy();
    await user.click(attention.getByRole('button', { name: 'Mark as seen: 2 runs were missed' }));
    await waitFor(() => expect(attention.queryByText('2 runs were missed')).toBeNull());
  });

  test('a cleanup that is paused is told with the way on', async () => {
    const failed = backupRecord('2026-03-26T13:00:00.000Z', { status: 'failed', archive: null });
    await show([failed, newest, older]);
    const attention = region('Needs attention');
    expect(attention.getByText('Cleanup is paused')).toBeTruthy();
    expect(attention.getByRole('link', { name: /Go to Retention/ }).getAttribute('href')).toBe('/admin/retention');
  });

  test.each([
    [0.79, null],
    [0.8, 'Storage is 80% full'],
    [0.96, 'Storage is 96% full'],
  ])('storage that is used to %d is told as it should', async (share, title) => {
    const parts = await createAutomaticParts({ records: [newest] });
    parts.host.estimate = { usedBytes: share * 1e9, quotaBytes: 1e9, persistent: true };
    renderOverview(parts);
    await region('Storage in this browser').findByText(`${share * 100}% used`);
    const attention = region('Needs attention');
    if (title === null) expect(attention.getByText('Nothing at the moment.')).toBeTruthy();
    else expect(attention.getByText(title)).toBeTruthy();
    expect(attention.queryByText(/The next backup may not fit/) !== null).toBe(share > 0.95);
  });

  test('storage tells when it will be full, how fast it grows, and whether the browser keeps it', async () => {
    const records = ['2026-03-06', '2026-03-16', '2026-03-26'].map((day) => backupRecord(`${day}T01:00:00.000Z`));
    const { user } = await show(records);
    const card = region('Storage in this browser');
    expect(await card.findByText('Grows by about 2.8 MB a day')).toBeTruthy();
    expect(card.getByText(/full in about 11 months/)).toBeTruthy();
    expect(card.getByText('The browser may clear it')).toBeTruthy();
    expect(card.queryByRole('button')).toBeNull(); // offered once, where it is loudest
    await user.click(region('Needs attention').getByRole('button', { name: /Ask the browser to keep them/ }));
    expect(await card.findByText('Kept until you delete it')).toBeTruthy();
  });

  test('before there is a backup, the card of the storage offers to ask the browser to keep it', async () => {
    const { user } = await show([]);
    const card = region('Storage in this browser');
    await user.click(await card.findByRole('button', { name: 'Ask the browser to keep it' }));
    expect(await card.findByText('Kept until you delete it')).toBeTruthy();
  });

  test('the stored size counts what was removed for as long as it was there', async () => {
    const gone = backupRecord('2026-03-01T01:00:00.000Z', {
      removed: { at: '2026-03-22T02:00:00.000Z', by: 'retention', reason: 'Over 7 days, no other rule keeps it' },
    });
    await show([newest, older, gone]);
    const name = 'Stored size over the last 90 days: from 0 B to 56.8 MB, at most 56.8 MB';
    expect(region('Stored size').getByRole('img', { name })).toBeTruthy();
    expect(region('Stored size').getByText('Drops are the Sunday cleanup')).toBeTruthy();
  });
});
