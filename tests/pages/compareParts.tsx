import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createObservable } from '../../src/core/observable.ts';
import { type CompareAddress, ComparePage } from '../../src/features/compare/ComparePage.tsx';
import { createCompareStore } from '../../src/features/compare/compareStore.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import type { FakeServices } from '../fakes/fakeServices.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import type { MemoryTable } from '../fakes/memoryProject.ts';
import { backUp, memoryServices } from '../tasks/memoryServices.ts';
import { shownAt } from './backupRecords.ts';

/** A payment as it was a week ago. */
const payment = (id: number) => ({
  id,
  price: 80 + id,
  status: 'settled',
  updated_at: '2026-03-18T10:00:00.100001+00:00',
});

/** A project whose tables a test changes between backups. */
export interface ChangingProject {
  services: FakeServices;
  tables: { payments: MemoryTable; events: MemoryTable; users: MemoryTable };
  /** Makes an automatic backup at an instant. */
  backUpAt(iso: string): Promise<BackupRecord>;
}

export async function createChangingProject(): Promise<ChangingProject> {
  const tables = {
    payments: { name: 'payments', rows: Array.from({ length: 60 }, (_row, index) => payment(index + 1)) },
    events: { name: 'events', rows: [{ id: 1, name: 'Spring final' }] },
    users: { name: 'users', rows: [{ id: 1, name: 'Ada' }] },
  };
  const services = await memoryServices(Object.values(tables));
  const { clock } = services;
  return {
    services,
    tables,
    async backUpAt(iso) {
      services.clock = { ...clock, now: () => Date.parse(iso) };
      return await backUp(services, { type: 'automatic' });
    },
  };
}

/** A week's story: prices of 3 payments are changed, others only touched, 2 are added and 1 is removed; a week, a day and 12 h ago. */
export async function tellPrices() {
  const project = await createChangingProject();
  const { tables, backUpAt } = project;
  const week = await backUpAt('2026-03-19T01:00:00.000Z');
  const yesterday = await backUpAt('2026-03-25T01:00:00.000Z');
  tables.payments.rows = [
    ...tables.payments.rows
      .filter(({ id }) => id !== 60)
      .map((row) => ({
        ...row,
        ...(row.id <= 3 ? { price: 1_000 + row.id } : {}),
        ...(row.id <= 10 ? { updated_at: '2026-03-25T22:41:07.000420+00:00' } : {}),
      })),
    payment(61),
    payment(62),
  ];
  const newest = await backUpAt('2026-03-26T01:00:00.000Z');
  return { ...project, week, yesterday, newest };
}

interface Ground {
  address?: CompareAddress;
  state?: Partial<ProjectState>;
}

/** The page in Berlin on Thu 26 Mar 2026, 14:32. `addresses` are those that it went to. */
export async function showCompare(services: FakeServices, { address = {}, state = {} }: Ground = {}) {
  const history = createBackupHistory(services);
  await history.refresh();
  const inspected = createObservable<ProjectState>({
    status: 'ready',
    access: await services.project.access(),
    catalog: null,
    error: null,
    checking: false,
    ...state,
  });
  const inspector: ProjectInspector = { ...inspected, refresh: async () => undefined, stop: () => undefined };
  const store = createCompareStore(services);
  const clock = createManualClock(shownAt);
  const addresses: CompareAddress[] = [];

  function Page() {
    const [at, setAt] = useState(address);
    return (
      <ComparePage
        store={store}
        history={history}
        inspector={inspector}
        clock={clock}
        platform="Car Audio Competition Platform"
        projectUrl={services.project.url}
        address={at}
        onAddress={(next) => {
          addresses.push(next);
          setAt(next);
        }}
        backupHref={(id, place) => `/admin/backup/${id}${place === undefined ? '' : `?${place.table}&${place.row}`}`}
        backupsHref="/admin/backup"
      />
    );
  }

  const { unmount } = render(
    <UiProvider env="test">
      <Page />
    </UiProvider>,
  );
  return { store, addresses, unmount, user: userEvent.setup() };
}

export const chooser = (name: 'Before' | 'After') => screen.getByRole<HTMLInputElement>('combobox', { name });
export const resultTable = () => screen.findByRole('table', { name: 'Differences by table' });

/** The texts of a table's cells, by row. */
export async function resultRows(): Promise<string[][]> {
  const rows = within(await resultTable()).getAllByRole('row');
  return rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? ''));
}
