import './berlinTime.ts';
import { notifications } from '@mantine/notifications';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { BackupRecord } from '../../src/core/backup.ts';
import { OverviewPage } from '../../src/features/overview/OverviewPage.tsx';
import { createOverviewStore } from '../../src/features/overview/overviewStore.ts';
import type { ProjectState } from '../../src/tasks/projectInspector.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createBackupParts } from './backupParts.ts';
import { progressReport } from './backupProgressReports.ts';
import { backupRecord, shownAt } from './backupRecords.ts';
import { setViewportWidth } from './viewport.ts';

const newest = backupRecord('2026-03-26T01:00:00.546Z', { type: 'automatic' });
const older = backupRecord('2026-03-23T13:00:00.000Z', { reason: 'Before the spring update' });
const noHelper: Partial<ProjectState> = {
  access: { admin: true, permissions: ['create'], helperVersion: null },
  catalog: null,
};

async function show(records: BackupRecord[], project: Partial<ProjectState> = {}) {
  const parts = await createBackupParts(records, project);
  const onCreate = vi.fn();
  render(
    <UiProvider env="test">
      <OverviewPage
        {...parts}
        store={createOverviewStore(parts.services)}
        platform="Car Audio Competition Platform"
        backupsHref="/admin/backup"
        backupHref={(id) => `/admin/backup/${id}`}
        onCreate={onCreate}
      />
    </UiProvider>,
  );
  return { ...parts, onCreate, user: userEvent.setup() };
}

const region = (name: string) => within(screen.getByRole('region', { name }));

beforeEach(() => setViewportWidth(1440));
afterEach(() => {
  notifications.clean(); // they live beside React, in one store
  cleanup();
});

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
    expect(screen.getByText('Helper installed, version 1')).toBeTruthy();
    expect(await region('Storage in this browser').findByText('0% used')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Storage in this browser' }).textContent).toContain('1.0 MB of 1.00 GB');
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
