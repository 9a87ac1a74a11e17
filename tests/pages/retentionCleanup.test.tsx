import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { tableResult } from './backupRecords.ts';
import { agesOnly, nightly, openRetention, planSum } from './retentionParts.tsx';

const old = nightly(31);
const older = nightly(40);
const records = [nightly(0), nightly(1), old, older];

const cleanUpNow = () => screen.getByRole('button', { name: 'Clean up now…' });

describe('cleaning up by hand', () => {
  test('lists what goes, why, and what stays; then removes it and tells so', async () => {
    const { user, stored, services } = await openRetention({ records, policy: agesOnly });
    await user.click(cleanUpNow());
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove 2 backups?' }));
    const going = within(dialog.getByRole('list', { name: 'Backups to remove' })).getAllByRole('listitem');
    expect(going.map((line) => line.textContent)).toEqual([
      '23 Feb, 02:00Over 30 days, no other rule keeps it1.0 kB',
      '14 Feb, 02:00Over 30 days, no other rule keeps it1.0 kB',
    ]);
    expect(dialog.getByText('2 backups stay. The newest verified one is from today 02:00.')).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Remove 2 backups' }));
    expect(await screen.findByRole('group', { name: '2 backups removed' })).toBeTruthy();
    expect((await stored(old.id))?.removed).toMatchObject({
      by: 'retention',
      reason: 'Over 30 days, no other rule keeps it',
    });
    expect((await services.store.list()).map(({ id }) => id).sort()).toEqual([nightly(1).id, nightly(0).id].sort());
    await waitFor(() => expect(planSum()).toBe('Remove nothing. Keep 2.'));
  });

  test('keeps everything when told so', async () => {
    const { user, stored } = await openRetention({ records, policy: agesOnly });
    await user.click(cleanUpNow());
    await user.click(await screen.findByRole('button', { name: 'Keep them' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((await stored(old.id))?.removed).toBeNull();
  });

  test('goes by the saved policy, and says so while another one is typed', async () => {
    const { user } = await openRetention({ records, policy: agesOnly });
    await user.click(screen.getByRole('radio', { name: '60 days' }));
    await waitFor(() => expect(planSum()).toContain('Remove nothing.'));
    await user.click(cleanUpNow());
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove 2 backups?' }));
    expect(dialog.getByText(/The saved policy counts, not the changes that you have not saved\./)).toBeTruthy();
  });

  test('with nothing to remove it says so instead of asking', async () => {
    const { user } = await openRetention({ records: [nightly(0)] });
    await user.click(cleanUpNow());
    expect(await screen.findByRole('group', { name: 'Nothing to remove' })).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('waits in the queue for its turn', async () => {
    const { user, queue, stored } = await openRetention({ records, policy: agesOnly });
    let end: () => void = () => undefined;
    const ahead = queue.run(
      { kind: 'manual-backup', title: 'Backup' },
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await user.click(cleanUpNow());
    await user.click(await screen.findByRole('button', { name: 'Remove 2 backups' }));
    await waitFor(() =>
      expect(queue.get().waiting.map(({ kind, title }) => [kind, title])).toEqual([['cleanup', 'Cleanup']]),
    );
    expect((await stored(old.id))?.removed).toBeNull();
    end();
    await ahead;
    expect(await screen.findByRole('group', { name: '2 backups removed' })).toBeTruthy();
  });
});

describe('a paused cleanup', () => {
  const good = nightly(1, { tables: [tableResult('public.users', { rows: 5_000 })] });
  const lossy = nightly(0, { tables: [tableResult('public.users', { rows: 120 })] });
  const given = { records: [lossy, good, old, older], policy: agesOnly };

  test('says why, what is safe and how to go on, and removes nothing', async () => {
    const { user, stored } = await openRetention(given);
    expect(screen.getByText('Cleanup is paused, nothing is removed')).toBeTruthy();
    expect(screen.getByText(/^public\.users went from 5,000 rows to 120\./)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'yesterday 02:00' }).getAttribute('href')).toBe(`/admin/backup/${good.id}`);
    expect(screen.getByRole('link', { name: 'See the run' }).getAttribute('href')).toBe(`/admin/backup/${lossy.id}`);
    expect(screen.getByRole('link', { name: 'Backups' }).getAttribute('href')).toBe('/admin/backup');
    expect(planSum()).toBe('Remove nothing. Keep 4.');
    await user.click(cleanUpNow());
    expect(await screen.findByRole('group', { name: 'Cleanup is paused' })).toBeTruthy();
    expect((await stored(old.id))?.removed).toBeNull();
  });

  test('goes on once a person accepts the run: it asks with the list, then removes', async () => {
    const { user, stored, services } = await openRetention(given);
    await user.click(screen.getByRole('button', { name: 'Clean up anyway…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Clean up in spite of this run?' }));
    expect(dialog.getAllByRole('listitem')).toHaveLength(2);
    await user.click(dialog.getByRole('button', { name: 'Remove 2 backups' }));
    expect(await screen.findByRole('group', { name: '2 backups removed' })).toBeTruthy();
    expect((await stored(lossy.id))?.acceptedAt).not.toBeNull();
    expect((await services.audit.list(services.project.id)).map(({ action }) => action)).toContain('accepted');
    await waitFor(() => expect(screen.queryByText('Cleanup is paused')).toBeNull());
  });

  test('stays paused when the answer is no', async () => {
    const { user, stored } = await openRetention(given);
    await user.click(screen.getByRole('button', { name: 'Clean up anyway…' }));
    await user.click(await screen.findByRole('button', { name: 'Keep cleanup paused' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((await stored(lossy.id))?.acceptedAt).toBeNull();
  });

  test('cannot be ended by who may not delete', async () => {
    await openRetention({ ...given, permissions: ['create', 'settings'] });
    expect(screen.queryByRole('button', { name: 'Clean up anyway…' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Clean up now…' })).toBeNull();
  });
});
