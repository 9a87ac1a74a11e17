import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { createBackupParts } from './backupParts.ts';
import { backupRecord } from './backupRecords.ts';
import { failed, filenames, newest, partial, rowOf, showBackups, typeAtOnce } from './backupsParts.tsx';
import { setViewportWidth } from './viewport.ts';

const gone = {
  bytes: 'missing',
  sizeBytes: 28_000_000,
  verifiedAt: null,
  partsVerified: 0,
  checkedAt: null,
  faults: [],
  manifestSha256: null,
} as const;
const cleaned = backupRecord('2026-02-20T01:00:00.000Z', {
  type: 'automatic',
  archive: gone,
  removed: { at: '2026-03-22T02:00:00Z', by: 'retention', reason: 'Over 30 days, no other rule keeps it' },
});
const byHand = backupRecord('2026-02-19T01:00:00.000Z', {
  archive: gone,
  removed: { at: '2026-03-20T12:00:00Z', by: 'person', reason: 'Deleted by hand' },
});

async function showStatus(user: UserEvent, status: string) {
  await user.click(screen.getByRole('combobox', { name: 'Status' }));
  await user.click(screen.getByRole('option', { name: status }));
}

describe('pins', () => {
  test('a backup is pinned with a note, which then stands beside its name, and unpinned', async () => {
    const parts = await createBackupParts([newest, failed], {
      access: { admin: true, permissions: ['create'], helperVersion: 1 },
    });
    const user = showBackups(parts);
    expect(screen.queryByRole('button', { name: `Pin ${failed.filename}` })).toBeNull();
    await user.click(screen.getByRole('button', { name: `Pin ${newest.filename}` }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Pin this backup' }));
    const note = dialog.getByRole('textbox', { name: 'Note' });
    expect(note.getAttribute('placeholder')).toBe('Before the spring update');
    await typeAtOnce(user, note, ' Before the pricing change ');
    await user.click(dialog.getByRole('button', { name: 'Pin backup' }));
    const row = within(rowOf(newest.filename));
    expect(await row.findByRole('img', { name: 'Pinned: Before the pricing change' })).toBeTruthy();
    expect((await parts.backups.get(newest.id))?.pin).toMatchObject({
      by: 'person',
      note: 'Before the pricing change',
    });
    await user.click(row.getByRole('button', { name: `Unpin ${newest.filename}` }));
    await waitFor(() => expect(row.queryByRole('img', { name: /^Pinned/ })).toBeNull());
    expect((await parts.audit.list(newest.projectId)).map(({ action }) => action)).toEqual(['unpin', 'pin']);
  });

  test('the ticked ones are pinned and unpinned together, those without an archive left out', async () => {
    const parts = await createBackupParts([newest, partial, failed]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('checkbox', { name: 'Select all backups' }));
    await user.click(screen.getByRole('button', { name: 'Pin 2…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Pin 2 backups' }));
    await user.click(dialog.getByRole('button', { name: 'Pin 2 backups' }));
    await user.click(await screen.findByRole('button', { name: 'Unpin 2' }));
    await screen.findByRole('button', { name: 'Pin 2…' });
    expect((await parts.backups.get(partial.id))?.pin).toBeNull();
  });

  test('closing the dialog pins nothing', async () => {
    const parts = await createBackupParts([newest]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: `Pin ${newest.filename}` }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Pin this backup' }));
    await user.type(dialog.getByRole('textbox', { name: 'Note' }), 'x');
    const [close] = dialog.getAllByRole('button', { name: 'Close' });
    if (close === undefined) throw new Error('The dialog has no way out');
    await user.click(close);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((await parts.backups.get(newest.id))?.pin).toBeNull();
  });

  test('notes are searched too', async () => {
    const pinned = { ...partial, pin: { at: '2026-03-25T12:00:00Z', by: 'person' as const, note: 'For the audit' } };
    const user = showBackups(await createBackupParts([newest, pinned]));
    await typeAtOnce(user, screen.getByRole('searchbox', { name: 'Search backups' }), 'audit');
    expect(filenames()).toEqual([partial.filename]);
  });

  test('deleting by hand says that a backup is pinned', async () => {
    const pinned = { ...partial, pin: { at: '2026-03-25T12:00:00Z', by: 'person' as const, note: '' } };
    const user = showBackups(await createBackupParts([newest, pinned]));
    await user.click(screen.getByRole('button', { name: `Delete ${partial.filename}` }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete this backup?' }));
    expect(dialog.getByText(/a line stays in the history, under Removed\. .* It is pinned\.$/)).toBeTruthy();
  });

  test('on a phone, pinning stands under More', async () => {
    setViewportWidth(375);
    const user = showBackups(await createBackupParts([newest]));
    await user.click(screen.getByRole('button', { name: `More about ${newest.filename}` }));
    await user.click(await screen.findByRole('menuitem', { name: `Pin ${newest.filename}` }));
    expect(await screen.findByRole('dialog', { name: 'Pin this backup' })).toBeTruthy();
  });
});

describe('removed backups', () => {
  test('are listed only on demand: when, by whom and why, with nothing to do but look', async () => {
    const user = showBackups(await createBackupParts([newest, cleaned, byHand]));
    expect(filenames()).toEqual([newest.filename]);
    expect(screen.getByText('1 backup in this browser, 900 B')).toBeTruthy();
    await showStatus(user, 'Removed');
    expect(filenames()).toEqual([cleaned.filename, byHand.filename]);
    const row = within(rowOf(cleaned.filename));
    expect(row.getByText('Removed')).toBeTruthy();
    expect(row.getByText('22 Mar by cleanup: Over 30 days, no other rule keeps it')).toBeTruthy();
    expect(within(rowOf(byHand.filename)).getByText('20 Mar by hand')).toBeTruthy();
    expect(row.getByRole('link').getAttribute('href')).toBe(`/admin/backup/${cleaned.id}`);
    expect(row.getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual(['Copy id 26022001']);
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  test('can be searched and narrowed by type', async () => {
    const user = showBackups(await createBackupParts([newest, cleaned, byHand]));
    await showStatus(user, 'Removed');
    await user.click(screen.getByRole('combobox', { name: 'Type' }));
    await user.click(screen.getByRole('option', { name: 'Manual' }));
    expect(filenames()).toEqual([byHand.filename]);
  });

  test('do not make an empty history look like a new one', async () => {
    showBackups(await createBackupParts([cleaned]));
    expect(screen.getByText('No backup in this browser')).toBeTruthy();
    expect(screen.queryByText('Your first backup takes one click')).toBeNull();
  });

  test('missing ones are something else: still listed, never offered for download', async () => {
    const lost = backupRecord('2026-03-01T01:00:00.000Z', { archive: gone });
    const user = showBackups(await createBackupParts([lost, cleaned]));
    await showStatus(user, 'Missing or corrupt');
    expect(filenames()).toEqual([lost.filename]);
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
  });
});
