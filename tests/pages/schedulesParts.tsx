import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import { createObservable } from '../../src/core/observable.ts';
import { type ProjectSettings, settingsIn } from '../../src/core/settings.ts';
import type { SlotRecord } from '../../src/core/slot.ts';
import { SchedulesPage } from '../../src/features/schedules/SchedulesPage.tsx';
import { createSchedulesStore } from '../../src/features/schedules/schedulesStore.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import { createSettingsWatch } from '../../src/tasks/settingsWatch.ts';
import { createSlotHistory } from '../../src/tasks/slotHistory.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createFakeServices } from '../fakes/fakeServices.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { catalogOf } from './backupParts.ts';
import { shownAt } from './backupRecords.ts';
import { admin, createScriptedProject } from './scriptedProject.ts';

interface Given {
  settings?: Partial<ProjectSettings>;
  slots?: SlotRecord[];
  permissions?: ('create' | 'settings')[];
  installed?: boolean;
  blocked?: string | null;
  helperVersion?: number;
}

/** The page in Berlin on Thu 26 Mar 2026, 14:32, over memory; `stored` reads the settings as another tab would. */
export async function openSchedules(given: Given = {}) {
  const { settings = {}, slots = [], permissions = ['create', 'settings'], installed = false, blocked = null } = given;
  const { helperVersion = helperVersionShipped } = given;
  const project = createScriptedProject();
  project.setIdentity(admin);
  const services = createFakeServices(project, { clock: createManualClock(shownAt) });
  await services.settings.save(project.id, { ...settingsIn('Europe/Berlin'), ...settings });
  await services.slots.claimAll(slots);
  const settingsWatch = createSettingsWatch(services);
  const history = createSlotHistory(services);
  await Promise.all([settingsWatch.refresh(), history.refresh()]);
  const state = createObservable<ProjectState>({
    status: 'ready',
    access: { admin: true, permissions, helperVersion },
    catalog: catalogOf({ leads: 10, payments: 20, users: 30 }),
  } as ProjectState);
  const inspector = { get: state.get, subscribe: state.subscribe } as ProjectInspector;
  render(
    <UiProvider env="test">
      <SchedulesPage
        store={createSchedulesStore(services)}
        settingsWatch={settingsWatch}
        slots={history}
        inspector={inspector}
        clock={services.clock}
        installed={installed}
        blocked={blocked}
        backupHref={(id) => `/admin/backup/${id}`}
      />
    </UiProvider>,
  );
  return {
    services,
    project,
    user: userEvent.setup(),
    stored: () => services.settings.load(project.id),
  };
}

/** The cells of a table as texts, row by row, without its head. */
export function rowsOf(name: string): string[][] {
  const [, ...rows] = within(screen.getByRole('table', { name })).getAllByRole('row');
  return rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent ?? ''),
  );
}
