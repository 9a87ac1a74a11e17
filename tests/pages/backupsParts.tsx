import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createArchivesStore } from '../../src/features/backups/archivesStore.tsx';
import { BackupsPage } from '../../src/features/backups/BackupsPage.tsx';
import { createBackupsStore } from '../../src/features/backups/backupsStore.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import type { createBackupParts } from './backupParts.ts';
import { admin, backupRecord, tableResult } from './backupRecords.ts';

export const newest = backupRecord('2026-03-26T01:00:00.546Z', {
  type: 'automatic',
  archive: {
    bytes: 'present',
    sizeBytes: 900,
    verifiedAt: '2026-03-26T01:01:00Z',
    partsVerified: 2,
    checkedAt: null,
    faults: [],
    manifestSha256: null,
  },
});
export const partial = backupRecord('2026-03-24T01:00:00.368Z', {
  status: 'partial',
  reason: 'Before the spring update',
  tables: [
    tableResult('public.users'),
    tableResult('public.leads', { outcome: 'partial', rows: 120, rowsVisible: 120, rowsTotal: 5_000 }),
  ],
});
export const missing = backupRecord('2026-03-23T01:00:00.238Z', {
  archive: {
    bytes: 'missing',
    sizeBytes: 28_200_000,
    verifiedAt: null,
    partsVerified: 0,
    checkedAt: null,
    faults: [],
    manifestSha256: null,
  },
});
export const failed = backupRecord('2026-03-22T01:00:00.238Z', {
  status: 'failed',
  archive: null,
  error: { code: 'timed-out', message: 'public.sms_logs timed out four times', hint: null },
});

type Parts = Awaited<ReturnType<typeof createBackupParts>>;

/** The page in Berlin on Thu 26 Mar 2026, 14:32, over these parts. */
export function showBackups(parts: Parts) {
  const store = createBackupsStore(parts.services, parts.runner);
  render(
    <UiProvider env="test">
      <BackupsPage
        {...parts}
        store={store}
        archives={createArchivesStore(parts.services, parts.verifications)}
        userId={admin.id}
        backupHref={(id) => `/admin/backup/${id}`}
        compareHref={(before, after) => `/admin/compare?before=${before}&after=${after}`}
        retentionHref="/admin/retention"
        helperCard={<p>How to install the helper</p>}
      />
    </UiProvider>,
  );
  return userEvent.setup();
}

export const historyTable = () => screen.getByRole('table', { name: 'Backup history' });
export const rowOf = (filename: string) => {
  const row = screen.getByRole('link', { name: `Details ${filename}` }).closest('tr');
  if (row === null) throw new Error(`${filename} has no row`);
  return row;
};
export const filenames = () =>
  within(historyTable())
    .getAllByRole('link')
    .map((link) => link.textContent);

export async function typeAtOnce(user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) {
  await user.click(field);
  await user.paste(text);
}
