import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createObservable } from '../../src/core/observable.ts';
import type { RetentionPolicy } from '../../src/core/retentionPolicy.ts';
import { type ProjectSettings, settingsIn } from '../../src/core/settings.ts';
import { RetentionPage } from '../../src/features/retention/RetentionPage.tsx';
import { createRetentionStore } from '../../src/features/retention/retentionStore.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import { createSettingsWatch } from '../../src/tasks/settingsWatch.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createFakeServices } from '../fakes/fakeServices.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { storeBytes } from './backupParts.ts';
import { backupRecord, shownAt } from './backupRecords.ts';
import { admin, createScriptedProject } from './scriptedProject.ts';

const dayMs = 24 * 3_600_000;

/** An automatic backup of this many days before the moment that is shown, at 02:00 in Berlin (in winter), of 1,000 bytes. */
export function nightly(daysAgo: number, given: Partial<BackupRecord> = {}): BackupRecord {
  const at = new Date(Date.parse('2026-03-26T01:00:00Z') - daysAgo * dayMs).toISOString();
  return backupRecord(at, {
    type: 'automatic',
    archive: {
      bytes: 'present',
      sizeBytes: 1_000,
      verifiedAt: at,
      partsVerified: 2,
      checkedAt: null,
      faults: [],
      manifestSha256: null,
    },
    ...given,
  });
}

/** Nothing but ages, so that a test says by which rule a backup stays. */
export const agesOnly: Partial<RetentionPolicy> = { newest: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };

interface Given {
  records?: readonly BackupRecord[];
  policy?: Partial<RetentionPolicy>;
  settings?: Partial<ProjectSettings>;
  permissions?: ('create' | 'delete' | 'settings')[];
}

/** The page in Berlin on Thu 26 Mar 2026, 14:32, over memory, with the files of its backups. */
export async function openRetention(given: Given = {}) {
  const { records = [], policy = {}, settings = {}, permissions = ['create', 'delete', 'settings'] } = given;
  const project = createScriptedProject();
  project.setIdentity(admin);
  const services = createFakeServices(project, { clock: createManualClock(shownAt) });
  const defaults = settingsIn('Europe/Berlin');
  await services.settings.save(project.id, {
    ...defaults,
    ...settings,
    retention: { ...defaults.retention, ...policy },
  });
  for (const record of records) {
    await services.backups.put(record);
    if (record.archive?.bytes === 'present') await storeBytes(services, record);
  }
  const settingsWatch = createSettingsWatch(services);
  const history = createBackupHistory(services);
  await Promise.all([settingsWatch.refresh(), history.refresh()]);
  const queue = createJobQueue(services.clock.now);
  const state = createObservable<ProjectState>({
    status: 'ready',
    access: { admin: true, permissions, helperVersion: 1 },
  } as ProjectState);
  render(
    <UiProvider env="test">
      <RetentionPage
        store={createRetentionStore(services, queue)}
        settingsWatch={settingsWatch}
        history={history}
        inspector={{ get: state.get, subscribe: state.subscribe } as ProjectInspector}
        clock={services.clock}
        backupHref={(id) => `/admin/backup/${id}`}
        backupsHref="/admin/backup"
      />
    </UiProvider>,
  );
  return {
    services,
    queue,
    history,
    user: userEvent.setup(),
    policyStored: async () => (await services.settings.load(project.id)).retention,
    stored: (id: string) => services.backups.get(id),
  };
}

export const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
export const region = (name: string) => within(screen.getByRole('region', { name }));

/** The cells of the plan as texts, row by row. */
export function planRows(): string[][] {
  const [, ...rows] = within(screen.getByRole('table', { name: 'What it would do now' })).getAllByRole('row');
  return rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent ?? ''),
  );
}

/** "Remove 4 backups, 105.4 MB. Keep 37." */
export const planSum = () => region('What it would do now').getByText(/^Remove/, { selector: 'p' }).textContent;
