import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { ArchiveState, BackupRecord } from '../../src/core/backup.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import { BackupPage } from '../../src/features/backup/BackupPage.tsx';
import { createExportStore } from '../../src/features/backup/exportStore.ts';
import { createViewerStore } from '../../src/features/backup/viewer/viewerStore.ts';
import { createBackupsStore } from '../../src/features/backups/backupsStore.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createBackupParts, storeBytes } from './backupParts.ts';
import { backupRecord, tableResult } from './backupRecords.ts';
import { setViewportWidth } from './viewport.ts';

const digest = '5be1c07a'.padEnd(64, '1');
const partial = backupRecord('2026-03-24T01:00:00.368Z', {
  status: 'partial',
  archive: {
    bytes: 'present',
    sizeBytes: 900,
    verifiedAt: '2026-03-24T01:01:00Z',
    partsVerified: 14,
    checkedAt: null,
    faults: [],
    manifestSha256: null,
  },
  tables: [
    tableResult('public.events', { rows: 521, bytes: 1_400_000, paging: 'keyset' }),
    tableResult('public.documents', { rows: 6_060, bytes: 103_900_000, parts: 12, contentSha256: digest }),
    tableResult('public.leads', { outcome: 'partial', rows: 120, rowsVisible: 120, rowsTotal: 5_000 }),
    tableResult('public.sponsor_contracts', {
      outcome: 'denied',
      rows: 0,
      bytes: 0,
      parts: 0,
      paging: null,
      contentSha256: null,
    }),
  ],
});

async function show(record: BackupRecord, id = record.id) {
  const parts = await createBackupParts([record]);
  const onVerify = vi.fn();
  const acts = createBackupsStore(parts.services, parts.runner).getState();
  const onDeleted = vi.fn();
  render(
    <UiProvider env="test">
      <BackupPage
        {...parts}
        id={id}
        place={null}
        verification={parts.verifications}
        exports={createExportStore(parts.services)}
        createViewer={(place) => createViewerStore(parts.services, place)}
        rowHref={(backup, { table }) => `/admin/backup/${backup}?table=${table}`}
        compareHref={(backup, table = '') => `/admin/compare/${backup}/${table}`}
        findHref={(backup, table = '') => `/admin/find/${backup}/${table}`}
        onPlace={() => undefined}
        onVerify={onVerify}
        environment={{ appVersion: '0.1.0', browser: 'Test Browser 1' }}
        projectUrl="https://qtzrkwvnbxjd.supabase.co"
        backupsHref="/admin/backup"
        onDownload={acts.download}
        onDelete={acts.remove}
        onPin={acts.pin}
        onUnpin={acts.unpin}
        onDeleted={onDeleted}
        onCopy={acts.copy}
      />
    </UiProvider>,
  );
  const user = userEvent.setup();
  const more = async (name: string | RegExp) => {
    await user.click(screen.getByRole('button', { name: `More for ${record.filename}` }));
    return screen.findByRole('menuitem', { name });
  };
  return { ...parts, onDeleted, onVerify, user, more };
}

const tableNames = () =>
  within(screen.getByRole('table', { name: 'Tables' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent);

describe('the page of a backup', () => {
  test('says that it is of another project', async () => {
    await show({ ...partial, projectUrl: 'https://other.supabase.co' });
    expect(screen.getByText('of another project: other.supabase.co')).toBeTruthy();
    cleanup();
    await show(partial);
    expect(screen.queryByText(/of another project/)).toBeNull();
  });

  test('says what it is and whether it can be relied on', async () => {
    await show(partial);
    expect(screen.getByRole('heading', { level: 1, name: 'Manual backup, 24 Mar 02:00' })).toBeTruthy();
    const facts = within(screen.getByRole('region', { name: 'Facts' }));
    for (const words of [
      '2 of 4 tables exported',
      '6,701',
      'Page by page',
      'Every table known',
      '14 of 14 parts match',
    ])
      expect(facts.getByText(words)).toBeTruthy();
    expect(screen.getByText('This backup is not complete')).toBeTruthy();
    expect(
      screen.getByText(
        '4,880 rows of public.leads were hidden from you by row level security, and public.sponsor_contracts could not be read. Add the missing policies, then back up again.',
      ),
    ).toBeTruthy();
  });

  test('lists problems first, with their reasons, and nothing known as a dash', async () => {
    const { user } = await show(partial);
    expect(tableNames()).toEqual(['public.leads', 'public.sponsor_contracts', 'public.documents', 'public.events']);
    const denied = screen.getByText('public.sponsor_contracts', { selector: 'td *' }).closest('tr');
    expect([...(denied?.cells ?? [])].map((cell) => cell.textContent)).toEqual([
      'public.sponsor_contracts',
      'DeniedYou may not read this table',
      ...Array.from({ length: 5 }, () => '–'),
      '',
    ]);
    await user.click(screen.getByRole('button', { name: 'Rows' }));
    expect(tableNames()).toEqual(['public.documents', 'public.events', 'public.leads', 'public.sponsor_contracts']);
  });

  test('finds a table and copies its whole digest', async () => {
    const { user, host } = await show(partial);
    await user.type(screen.getByRole('searchbox', { name: 'Search tables' }), 'DOC');
    expect(tableNames()).toEqual(['public.documents']);
    expect(screen.getByText('5be1c07a')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy digest of public.documents' }));
    expect(host.copied).toEqual([digest]);
  });

  test('copies diagnostics that name app, browser, helper and the record', async () => {
    const { user, host, more } = await show(partial);
    await user.click(await more('Copy diagnostics'));
    await waitFor(() => expect(host.copied).toHaveLength(1));
    expect(JSON.parse(host.copied[0] ?? '')).toMatchObject({
      app: 'holdfast 0.1.0',
      browser: 'Test Browser 1',
      helper_version: helperVersionShipped,
      backup: { id: partial.id, status: 'partial' },
    });
  });

  test('downloads, and deletes after asking', async () => {
    const { user, host, services, backups, onDeleted, more } = await show(partial);
    await storeBytes(services, partial);
    await user.click(screen.getByRole('button', { name: `Download ${partial.filename}` }));
    await waitFor(() => expect(host.downloads).toHaveLength(1));
    await user.click(await more(`Delete ${partial.filename}`));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this backup?' });
    expect(within(dialog).getByText('No backup stays in this browser.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Delete backup' }));
    await waitFor(() => expect(onDeleted).toHaveBeenCalled());
    expect((await backups.get(partial.id))?.removed?.by).toBe('person');
  });

  test('without its file there is nothing to download, and it says why', async () => {
    await show(
      backupRecord('2026-03-23T01:00:00.238Z', {
        archive: {
          bytes: 'missing',
          sizeBytes: 28_200_000,
          verifiedAt: null,
          partsVerified: 0,
          checkedAt: null,
          faults: [],
          manifestSha256: null,
        },
      }),
    );
    expect(screen.getByText('The file is missing')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
  });

  test('of a removed backup says when, by whom and why it went, and keeps its figures', async () => {
    const removed = {
      at: '2026-03-22T02:00:00Z',
      by: 'retention',
      reason: 'Over 30 days, no other rule keeps it',
    } as const;
    const archive = {
      bytes: 'missing',
      sizeBytes: 900,
      verifiedAt: null,
      partsVerified: 0,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    } as const;
    const { more } = await show({ ...partial, archive, removed });
    expect(screen.getByText('Removed on 22 Mar by cleanup: Over 30 days, no other rule keeps it')).toBeTruthy();
    expect(tableNames()).toContain('public.documents');
    expect(screen.getByText('was 900 B, from 105.4 MB')).toBeTruthy();
    expect(screen.queryByText('The file is missing')).toBeNull();
    expect(screen.queryByRole('button', { name: /^(Download|Verify)/ })).toBeNull();
    expect(screen.queryByRole('link', { name: /^Open / })).toBeNull();
    await more('Copy diagnostics');
    expect(screen.queryByRole('menuitem', { name: /^(Delete|Pin|Compare)/ })).toBeNull();
  });

  test('pins with a note, shows it, and takes the pin off', async () => {
    const { user, backups, more } = await show(partial);
    await user.click(await more(`Pin ${partial.filename}`));
    await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'Before the spring update');
    await user.click(screen.getByRole('button', { name: 'Pin backup' }));
    expect(await screen.findByText('Pinned: Before the spring update')).toBeTruthy();
    await user.click(await more(`Unpin ${partial.filename}`));
    await waitFor(() => expect(screen.queryByText('Pinned: Before the spring update')).toBeNull());
    expect((await backups.get(partial.id))?.pin).toBeNull();
  });

  test('tells how far a check is, what the last one found, and the digest of the whole', async () => {
    const manifestSha256 = '9f2c41d0'.padEnd(60, '0').concat('8e5b');
    const { user, host, onVerify } = await show({
      ...partial,
      archive: { ...(partial.archive as ArchiveState), checkedAt: '2026-03-24T01:01:00Z', manifestSha256 },
    });
    const facts = within(screen.getByRole('region', { name: 'Facts' }));
    expect(facts.getByText('9f2c41d0…8e5b')).toBeTruthy();
    expect(facts.getByText('24 Mar, 02:01')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Copy digest' }));
    expect(host.copied).toEqual([manifestSha256]);
    await user.click(screen.getByRole('button', { name: `Verify ${partial.filename}` }));
    expect(onVerify).toHaveBeenCalledOnce();
  });

  test('of a corrupt file says what is damaged, what is still good, and what to do', async () => {
    const archive: ArchiveState = {
      ...(partial.archive as ArchiveState),
      bytes: 'corrupt',
      verifiedAt: null,
      checkedAt: '2026-03-25T02:00:00Z',
      faults: [{ path: 'tables/public.events.json', table: 'public.events', what: 'its checksum does not match' }],
    };
    await show({ ...partial, archive });
    const faults = within(screen.getByRole('list', { name: 'Faults' })).getAllByRole('listitem');
    expect(faults.map((fault) => fault.textContent)).toEqual([
      'tables/public.events.json: its checksum does not match',
    ]);
    expect(
      screen.getByText('public.events is damaged. public.documents and public.leads are still good and can be opened.'),
    ).toBeTruthy();
    expect(screen.getByText('1 fault found')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Open public.documents' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Open public.events' })).toBeNull();
    expect(screen.getByText('Damaged').getAttribute('title')).toBe(
      'tables/public.events.json is damaged: its checksum does not match. It cannot be opened.',
    );
    expect(screen.queryByRole('button', { name: /^Download/ })).toBeNull();
  });

  test('offers what can be done with a table', async () => {
    const { user } = await show(partial);
    await user.click(screen.getByRole('button', { name: 'More for public.documents' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map((item) => item.textContent)).toEqual([
      'Open rows',
      'Export as JSON',
      'Export as CSV',
      'Export as SQL',
      'Find in this table…',
      'Compare with the backup before',
      'Copy digest',
    ]);
    expect(screen.getByRole('menuitem', { name: 'Find in this table…' }).getAttribute('href')).toBe(
      `/admin/find/${partial.id}/public.documents`,
    );
    expect(screen.queryByRole('button', { name: 'More for public.sponsor_contracts' })).toBeNull();
  });

  test('of an imported archive says where it came from', async () => {
    const by = { id: 'somebody', email: 'ada@example.com' };
    await show({ ...partial, imported: { at: '2026-03-25T10:00:00Z', by, filename: 'copy.zip' } });
    expect(screen.getByText('added 25 Mar by ada@example.com from copy.zip')).toBeTruthy();
  });

  test('an unknown id says that there is no such backup here', async () => {
    await show(partial, 'ffffffff-0000-4000-8000-000000000000');
    expect(screen.getByText('No such backup in this browser')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Show all backups' }).getAttribute('href')).toBe('/admin/backup');
  });

  test('on a phone the tables are a list', async () => {
    setViewportWidth(375);
    await show(partial);
    expect(screen.queryByRole('table')).toBeNull();
    const items = within(screen.getByRole('list', { name: 'Tables' })).getAllByRole('listitem');
    expect(items[0]?.textContent).toContain('120 of 5,000 rows visible to you');
  });
});
