import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { AuditEntry } from '../../src/core/auditEntry.ts';
import { createObservable } from '../../src/core/observable.ts';
import { AuditPage } from '../../src/features/audit/AuditPage.tsx';
import { createAuditStore } from '../../src/features/audit/auditStore.ts';
import type { TrailSync, TrailSyncState } from '../../src/tasks/trailSync.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createMemoryAuditLog } from '../fakes/memoryAuditLog.ts';
import { createBackupParts } from './backupParts.ts';
import { admin } from './backupRecords.ts';

const projectId = 'https://qtzrkwvnbxjd.supabase.co';
export const owner = { id: '22222222-2222-4222-8222-222222222222', email: 'owner@caraudio.example' };
export const backupId = '63f8eee0-0000-4000-8000-000000000000';

/** An act of the admin, done, unless told otherwise. */
export function act(at: string, given: Partial<AuditEntry> = {}): AuditEntry {
  return {
    projectId,
    at,
    who: admin,
    action: 'sign-in',
    backupId: null,
    result: 'done',
    details: 'Signed in.',
    ...given,
  };
}

/** The last days of a project, oldest first. */
export const acts: AuditEntry[] = [
  act('2026-01-02T09:00:00.000Z', { action: 'settings-changed', details: 'Changed settings: tables.' }),
  act('2026-03-25T01:21:44.000Z', {
    by: 'schedule',
    action: 'backup-ended',
    backupId: '20131d67-0000-4000-8000-000000000000',
    result: 'failed',
    details: 'public.sms_logs timed out, 4 tries',
  }),
  act('2026-03-26T01:00:57.000Z', {
    by: 'schedule',
    action: 'backup-ended',
    backupId,
    result: 'completed',
    details: '101,803 rows in 57 s',
    facts: [{ label: 'Tables', value: 'public.events, public.users' }],
  }),
  act('2026-03-26T08:41:03.000Z', { who: owner, action: 'download', backupId, details: '28.4 MB' }),
  act('2026-03-26T13:02:18.000Z'),
];

const shared: TrailSyncState = {
  where: 'shared',
  running: false,
  pending: 0,
  syncedAt: '2026-03-26T13:02:19.000Z',
  error: null,
};

interface Ground {
  entries?: readonly AuditEntry[];
  sync?: Partial<TrailSyncState>;
  search?: string;
  /** Reaches into the trail before it is shown. */
  meddle?: (audit: ReturnType<typeof createMemoryAuditLog>) => void;
}

/** The page in Berlin on Thu 26 Mar 2026, 14:32, over a trail of these entries. */
export async function showAudit({ entries = acts, sync = {}, search, meddle = () => undefined }: Ground = {}) {
  const parts = await createBackupParts();
  const audit = createMemoryAuditLog();
  parts.services.audit = audit;
  for (const entry of entries) await audit.append(entry);
  meddle(audit);
  const state = createObservable<TrailSyncState>({ ...shared, ...sync });
  const trailSync: TrailSync = { ...state, refresh: async () => undefined, stop: () => undefined };
  const store = createAuditStore(parts.services);
  render(
    <UiProvider env="test">
      <AuditPage
        store={store}
        sync={trailSync}
        clock={parts.clock}
        search={search ?? null}
        backupHref={(id) => `/admin/backup/${id}`}
        helperHref="/admin/backup"
        onCopy={parts.host.copyText}
      />
    </UiProvider>,
  );
  return { ...parts, audit, store, user: userEvent.setup() };
}

export const trailTable = () => screen.findByRole('table', { name: 'Audit trail' });

/** What was done, line by line; heads of days in brackets. */
export async function lines(): Promise<string[]> {
  return within(await trailTable())
    .getAllByRole('row')
    .slice(1)
    .flatMap((row) => {
      const head = within(row).queryByRole('rowheader');
      if (head !== null) return [`[${head.textContent}]`];
      const cells = within(row).queryAllByRole('cell');
      return cells.length < 4 ? [] : [cells[3]?.textContent ?? ''];
    });
}
