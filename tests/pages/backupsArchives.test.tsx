import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { createObservable } from '../../src/core/observable.ts';
import { deleteBackups } from '../../src/tasks/deleteBackups.ts';
import { importArchive } from '../../src/tasks/importArchive.ts';
import type { VerificationState } from '../../src/tasks/verificationRunner.ts';
import { editFile } from '../tasks/archiveEdits.ts';
import { makeArchive, partOf } from '../tasks/smallArchive.ts';
import { createBackupParts } from './backupParts.ts';
import { admin } from './backupRecords.ts';
import { filenames, historyTable, newest, rowOf, showBackups } from './backupsParts.tsx';
import { setViewportWidth } from './viewport.ts';

type Bytes = Uint8Array<ArrayBuffer>;
type Parts = Awaited<ReturnType<typeof createBackupParts>>;

const never = new AbortController().signal;
const filename = 'manual-backup-2026-01-25T14-30-45-123Z.zip';
const ids = ['11111111-2222-4333-8444-555555555555', '66666666-7777-4888-8999-aaaaaaaaaaaa'] as const;

/** An archive of another browser: 30 users and 12 events. */
const archive = (backupId: string = ids[0]): Promise<Bytes> =>
  makeArchive(
    [
      { name: 'users', parts: [partOf(1, 30)] },
      { name: 'events', parts: [partOf(1, 12)] },
    ],
    { backupId },
  );
const spoil = (bytes: Bytes): Promise<Bytes> =>
  editFile(bytes, 'tables/public.users.json', (text) => text.replace('row 3', 'row 8'));
const file = (bytes: Bytes, name = 'from-a-stick.zip') => new File([bytes], name, { type: 'application/zip' });
const chooser = () => screen.getByLabelText<HTMLInputElement>('Archives to add');
const toast = (name: string) => screen.findByRole('group', { name });

/** Archives that are in this browser already. */
async function browserWith(parts: Parts, backupIds: readonly string[]): Promise<void> {
  for (const id of backupIds) {
    const blob = new Blob([await archive(id)]);
    await importArchive(parts.services, { name: filename, blob }, {}, never);
  }
  await parts.history.refresh();
}

describe('verifying', () => {
  test('all archives are read again; the corrupt one is named, with what is still good, and shows in the history', async () => {
    const parts = await createBackupParts();
    await browserWith(parts, ids);
    const spoilt = await spoil(await archive(ids[1]));
    await parts.store.damage(ids[1], () => spoilt);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'Verify all' }));
    const bad = await toast('1 of 2 is corrupt');
    expect(bad.textContent).toContain(`${filename}: public.users is damaged, 1 table is good.`);
    expect(within(bad).getByRole('link', { name: 'Show backup' }).getAttribute('href')).toBe(`/admin/backup/${ids[1]}`);
    expect(await toast('1 archive verified')).toBeTruthy();
    expect(await within(historyTable()).findByText('Corrupt')).toBeTruthy();
    expect(within(historyTable()).getByText('public.users is damaged, 1 table is good')).toBeTruthy();
    const [shield] = within(historyTable()).getAllByRole('img', { name: 'Verified' });
    expect(shield?.parentElement?.title).toBe('Verified 26 Mar 2026, 14:32:00, Europe/Berlin. 2 of 2 parts match');
    const entries = await parts.audit.list(parts.services.project.id, 2);
    expect(entries.map(({ result }) => result).sort()).toEqual(['corrupt', 'verified']);
  });

  test('one archive, from its row', async () => {
    const parts = await createBackupParts();
    await browserWith(parts, [ids[0]]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: `Verify ${filename}` }));
    expect((await toast('Archive verified')).textContent).toContain(`${filename}: 2 of 2 parts match.`);
  });

  test('those that are ticked; one that is missing is told', async () => {
    const parts = await createBackupParts([newest]);
    await browserWith(parts, [ids[0]]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('checkbox', { name: 'Select all backups' }));
    await user.click(screen.getByRole('button', { name: 'Verify 2' }));
    expect((await toast('1 of 2 is missing')).textContent).toContain(`${newest.filename}: Its file is no longer`);
    expect(await within(rowOf(newest.filename)).findByText('Missing')).toBeTruthy();
  });

  test('shows what it is at and how far it is, and can be cancelled', async () => {
    const parts = await createBackupParts([newest]);
    const state = createObservable<VerificationState>({
      current: { id: newest.id, filename: newest.filename, share: 0.5 },
      done: 2,
      total: 41,
      results: [],
    });
    const cancel = vi.fn();
    parts.verifications = { ...parts.verifications, ...state, cancel };
    const user = showBackups(parts);
    const card = within(screen.getByRole('region', { name: 'Verification in progress' }));
    expect(card.getByText('Verifying 3 of 41')).toBeTruthy();
    expect(card.getByText(newest.filename)).toBeTruthy();
    expect(card.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('Verifying 3 of 41, 6%');
    expect(screen.getByRole('button', { name: 'Verify all' }).hasAttribute('disabled')).toBe(true);
    await user.click(card.getByRole('button', { name: 'Cancel verification' }));
    expect(cancel).toHaveBeenCalledOnce();
  });
});

describe('adding an archive', () => {
  test('from the file chooser: verified, listed as imported with its own date, and told', async () => {
    const parts = await createBackupParts();
    const user = showBackups(parts);
    expect(screen.getByRole('button', { name: 'Add archive…' })).toBeTruthy();
    await user.upload(chooser(), file(await archive()));
    const told = await toast('Archive added and verified');
    expect(told.textContent).toContain('from-a-stick.zip: 2 tables, 42 rows');
    await screen.findByRole('table');
    const row = within(rowOf(filename));
    expect(row.getByText('Imported')).toBeTruthy();
    expect(row.getByText('25 Jan')).toBeTruthy();
    expect(row.getByText('· added 26 Mar by you from from-a-stick.zip')).toBeTruthy();
    expect(row.getByRole('img', { name: 'Verified' })).toBeTruthy();
    expect((await parts.backups.get(ids[0]))?.imported?.by).toEqual(admin);
  });

  test('by dropping files on the history, which shows that it takes them', async () => {
    const parts = await createBackupParts([newest]);
    showBackups(parts);
    const files = [file(await archive(ids[0])), file(await archive(ids[1]), 'second.zip')];
    const dragged = { dataTransfer: { files, types: ['Files'], dropEffect: 'none' } };
    fireEvent.dragEnter(historyTable(), dragged);
    expect(screen.getByText('Drop archives to add them')).toBeTruthy();
    expect(fireEvent.dragOver(historyTable(), dragged)).toBe(false); // prevented: the browser does not open it
    fireEvent.drop(historyTable(), dragged);
    expect(screen.queryByText('Drop archives to add them')).toBeNull();
    expect(await toast('2 archives added and verified')).toBeTruthy();
    await waitFor(() => expect(filenames()).toEqual([newest.filename, filename, filename]));
  });

  test('text that is dragged over the history is nothing to it', async () => {
    showBackups(await createBackupParts([newest]));
    fireEvent.dragEnter(historyTable(), { dataTransfer: { files: [], types: ['text/plain'] } });
    expect(screen.queryByText('Drop archives to add them')).toBeNull();
  });

  test('one that is here already is not added again', async () => {
    const parts = await createBackupParts();
    await browserWith(parts, [ids[0]]);
    const user = showBackups(parts);
    await user.upload(chooser(), file(await archive()));
    expect((await toast('This backup is here already')).textContent).toContain('from-a-stick.zip was not added again.');
    expect(filenames()).toEqual([filename]);
  });

  test('one whose file was deleted here has it back', async () => {
    const parts = await createBackupParts([newest]);
    await browserWith(parts, [ids[0]]);
    await deleteBackups(parts.services, [ids[0]]);
    const user = showBackups(parts);
    await waitFor(() => expect(filenames()).toEqual([newest.filename]));
    await user.upload(chooser(), file(await archive()));
    expect(await toast('The file is back')).toBeTruthy();
    await waitFor(() => expect(filenames()).toEqual([newest.filename, filename]));
  });

  test('a damaged one is asked about: what is wrong and what is good; left out, nothing is stored', async () => {
    const parts = await createBackupParts();
    const user = showBackups(parts);
    await user.upload(chooser(), file(await spoil(await archive())));
    const dialog = within(await screen.findByRole('dialog', { name: 'This archive is damaged' }));
    expect(dialog.getByText(/tables\/public\.users\.json/)).toBeTruthy();
    expect(dialog.getByText('Good, 1 of 2 tables').nextSibling?.textContent).toBe('public.events');
    expect(dialog.getByText('Not to be relied on').nextSibling?.textContent).toBe('public.users');
    expect(await parts.store.list()).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Leave it out' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Adding in progress' })).toBeNull());
    expect(await parts.store.list()).toEqual([]);
    expect(await parts.backups.list(parts.services.project.id)).toEqual([]);
  });

  test('a damaged one that is added as evidence is listed as corrupt', async () => {
    const parts = await createBackupParts();
    const user = showBackups(parts);
    await user.upload(chooser(), file(await spoil(await archive())));
    await user.click(await screen.findByRole('button', { name: 'Add as evidence' }));
    expect(await toast('Damaged archive added as evidence')).toBeTruthy();
    expect(await within(await screen.findByRole('table')).findByText('Corrupt')).toBeTruthy();
  });

  test('what is no archive is refused with the reason and what to do, and the rest is added', async () => {
    const parts = await createBackupParts();
    const user = showBackups(parts);
    const holiday = file(new TextEncoder().encode('JPEG'), 'holiday.zip');
    await user.upload(chooser(), [holiday, file(await archive())]);
    expect(await toast('Archive added and verified')).toBeTruthy();
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('holiday.zip was not added');
    expect(notice.textContent).toContain('holiday.zip is not a ZIP file. Choose a file that Holdfast has made');
    expect(notice.textContent).toMatch(/Nothing was stored\.Dismiss$/);
    await user.click(within(notice).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
    await waitFor(() => expect(filenames()).toEqual([filename]));
  });

  test('on a phone both stand behind one button', async () => {
    setViewportWidth(375);
    const parts = await createBackupParts();
    await browserWith(parts, [ids[0]]);
    const user = showBackups(parts);
    await user.click(screen.getByRole('button', { name: 'More about the history' }));
    expect(await screen.findByRole('menuitem', { name: 'Add archive…' })).toBeTruthy();
    await user.click(screen.getByRole('menuitem', { name: 'Verify all' }));
    expect(await toast('Archive verified')).toBeTruthy();
  });

  test('without the permission "create" files are left to the browser', async () => {
    showBackups(await createBackupParts([newest], { access: { admin: true, permissions: [], helperVersion: 2 } }));
    expect(screen.queryByRole('button', { name: 'Add archive…' })).toBeNull();
    fireEvent.dragEnter(historyTable(), { dataTransfer: { files: [], types: ['Files'] } });
    expect(screen.queryByText('Drop archives to add them')).toBeNull();
  });
});
