import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { exportTrail } from '../../src/core/auditExport.ts';
import { act, acts, backupId, lines, owner, showAudit, trailTable } from './auditParts.tsx';
import { setViewportWidth } from './viewport.ts';

async function choose(user: UserEvent, select: string, option: string) {
  await user.click(screen.getByRole('combobox', { name: select }));
  await user.click(await screen.findByRole('option', { name: option }));
}

describe('the audit trail', () => {
  test('lists who did what, by days, newest first, scheduled acts as such', async () => {
    await showAudit();
    expect(await lines()).toEqual([
      '[Today, 26 Mar]',
      'Signed in',
      'Backup downloaded',
      'Backup completed',
      '[Wednesday, 25 Mar]',
      'Backup failed',
    ]);
    const completed = within(await trailTable())
      .getByText('Backup completed')
      .closest('tr');
    expect(completed?.textContent).toBe('02:00:57ScheduleBackup completed63f8eee0Done101,803 rows in 57 s');
    expect(
      within(await trailTable())
        .getAllByRole('link', { name: 'Backup 63f8eee0' })[0]
        ?.getAttribute('href'),
    ).toBe(`/admin/backup/${backupId}`);
  });

  test('says that it is unbroken and shared, and checks again', async () => {
    const { clock, user, audit } = await showAudit();
    expect(
      await screen.findByText(/^Unbroken\. Each of the 5 entries holds the digest of the one before\./),
    ).toBeTruthy();
    expect(screen.getByText('Checked just now')).toBeTruthy();
    expect(screen.getByText('Shared with the project')).toBeTruthy();
    await clock.advance(2 * 60_000);
    expect(await screen.findByText('Checked 2 min ago')).toBeTruthy();
    await audit.append(act('2026-03-26T13:33:00.000Z', { action: 'sign-out', details: 'Signed out.' }));
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    expect(await screen.findByText(/^Unbroken\. Each of the 6 entries/)).toBeTruthy();
    expect(screen.getByText('Checked just now')).toBeTruthy();
    expect((await lines())[1]).toBe('Signed out');
  });

  test.each([
    [{ pending: 3 }, '3 entries wait to be sent', null],
    [
      { where: 'no-helper' as const, pending: 5 },
      'Kept in this browser only: the helper is not installed',
      'Install it',
    ],
    [{ where: 'older-helper' as const, pending: 5 }, 'Kept in this browser only: the helper is older', 'Update it'],
  ])('says where it is kept: %j', async (sync, words, link) => {
    await showAudit({ sync });
    expect(await screen.findByText(new RegExp(`^${words}`))).toBeTruthy();
    if (link === null) expect(screen.queryByRole('link', { name: /it$/ })).toBeNull();
    else expect(screen.getByRole('link', { name: link }).getAttribute('href')).toBe('/admin/backup');
  });

  test('an entry that was changed behind its back is told loudly, with its place, and that backups are not touched', async () => {
    await showAudit({
      meddle: ({ trail }) => {
        trail.links = trail.links.map((link) =>
          link.seq === 4 ? { ...link, text: link.text.replace('28.4 MB', '1.2 MB') } : link,
        );
      },
    });
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('The audit trail is broken');
    expect(notice.textContent).toMatch(/Entry 4 was changed/);
    expect(notice.textContent).toContain('This touches no backup');
    expect(screen.getByText(/^Broken in 1 place of 5 entries\./)).toBeTruthy();
    const mark = screen.getByRole('img', { name: 'The chain is broken here' });
    expect(mark.closest('tr')?.textContent).toContain('Backup downloaded');
  });

  test('opens an entry: its facts, its digests and where else it is', async () => {
    const { user, host } = await showAudit();
    await user.click(await screen.findByRole('button', { name: /^Backup completed, 26 Mar 2026, 02:00:57/ }));
    const facts = within(screen.getByRole('region', { name: '101,803 rows in 57 s' }));
    expect(facts.getByText('public.events, public.users').previousSibling?.textContent).toBe('Tables');
    expect(facts.getByText('A schedule, in the name of admin@caraudio.example')).toBeTruthy();
    expect(facts.getByText('3, of this browser')).toBeTruthy();
    expect(facts.getByText('Not yet').previousSibling?.textContent).toBe('Also in the project');
    await user.click(facts.getByRole('button', { name: 'Copy digest of this entry' }));
    await waitFor(() => expect(host.copied[0]).toMatch(/^[0-9a-f]{64}$/));
    await user.click(screen.getByRole('button', { name: /^Backup completed, 26 Mar/, expanded: true }));
    expect(screen.queryByRole('region', { name: '101,803 rows in 57 s' })).toBeNull();
  });

  test('an entry that the project has says where', async () => {
    const { user } = await showAudit({
      meddle: ({ trail }) => {
        trail.heads = trail.heads.map((head) => ({ ...head, shared: 5 }));
      },
    });
    await user.click(await screen.findByRole('button', { name: /^Signed in/ }));
    expect(screen.getByText('holdfast.audit_log')).toBeTruthy();
  });

  test('an empty trail says what will be in it', async () => {
    await showAudit({ entries: [] });
    expect(await screen.findByText('Nothing is recorded yet')).toBeTruthy();
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(screen.getByRole('button', { name: 'Export' }).hasAttribute('disabled')).toBe(true);
  });
});

describe('finding entries', () => {
  test('by person, action, result and period, and back', async () => {
    const { user } = await showAudit();
    await trailTable();
    await choose(user, 'Who', owner.email);
    expect(await lines()).toEqual(['[Today, 26 Mar]', 'Backup downloaded']);
    await choose(user, 'Who', 'Schedule');
    expect(await lines()).toEqual(['[Today, 26 Mar]', 'Backup completed', '[Wednesday, 25 Mar]', 'Backup failed']);
    await choose(user, 'Result', 'Failed or refused');
    expect(await lines()).toEqual(['[Wednesday, 25 Mar]', 'Backup failed']);
    await choose(user, 'Action', 'Signed in');
    expect(await screen.findByText('No entry matches')).toBeTruthy();
    expect(screen.getByText('3 filters are on, for the last 30 days.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(await lines()).toHaveLength(6);
    await choose(user, 'Period', 'All time');
    await waitFor(async () => expect((await lines()).slice(-2)).toEqual(['[Friday, 2 Jan]', 'Setting changed']));
  });

  test('by every word of a search, in emails, ids, details and facts', async () => {
    const { user } = await showAudit();
    await trailTable();
    const search = screen.getByRole('searchbox', { name: 'Search the trail' });
    await user.click(search);
    await user.paste('PUBLIC.EVENTS schedule');
    await waitFor(async () => expect(await lines()).toEqual(['[Today, 26 Mar]', 'Backup completed']));
    await user.clear(search);
    await user.paste('63f8eee0');
    await waitFor(async () =>
      expect(await lines()).toEqual(['[Today, 26 Mar]', 'Backup downloaded', 'Backup completed']),
    );
  });

  test('an address that asks for a backup shows all that was ever done with it', async () => {
    await showAudit({
      search: backupId,
      entries: [act('2025-11-30T09:00:00.000Z', { action: 'pin', backupId, details: 'Pinned it.' }), ...acts],
    });
    expect(await lines()).toEqual([
      '[Today, 26 Mar]',
      'Backup downloaded',
      'Backup completed',
      '[Sunday, 30 Nov 2025]',
      'Backup pinned',
    ]);
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe(backupId);
  });

  test('on a phone the trail is a list, and its filters stand behind one button', async () => {
    setViewportWidth(375);
    const { user } = await showAudit();
    const list = within(await screen.findByRole('list', { name: 'Audit trail' }));
    expect(list.getAllByRole('listitem').map((item) => item.textContent)[1]).toMatch(/^Signed in14:02:18/);
    expect(screen.queryByRole('combobox')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    expect(await screen.findByRole('combobox', { name: 'Who' })).toBeTruthy();
    await user.click(list.getByRole('button', { name: /^Backup downloaded/ }));
    expect(list.getByRole('region', { name: '28.4 MB' })).toBeTruthy();
  });
});

describe('exporting', () => {
  test('what is shown and all there is, as CSV and JSON, leaving an entry', async () => {
    const { user, host, audit, services } = await showAudit();
    await trailTable();
    await choose(user, 'Who', owner.email);
    await lines();
    const all = await audit.list(services.project.id);
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'CSV, entries shown' }));
    await waitFor(() => expect(host.downloads).toHaveLength(1));
    expect(host.downloads[0]?.filename).toBe('holdfast-audit-trail-qtzrkwvnbxjd.supabase.co.csv');
    expect(await host.downloads[0]?.blob.text()).toBe(
      exportTrail(
        all.filter(({ who }) => who?.id === owner.id),
        'csv',
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'JSON, all entries' }));
    await waitFor(() => expect(host.downloads).toHaveLength(2));
    const text = (await host.downloads[1]?.blob.text()) ?? '';
    expect(text).toContain(all.at(-1)?.digest);
    expect((await audit.list(services.project.id)).slice(0, 2).map(({ action, details }) => [action, details])).toEqual(
      [
        ['export', 'Exported 6 entries of the audit trail as JSON.'],
        ['export', 'Exported 1 entry of the audit trail as CSV.'],
      ],
    );
  });
});
