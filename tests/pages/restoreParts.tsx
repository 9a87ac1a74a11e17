import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import type { BackupRecord } from '../../src/core/backup.ts';
import { createObservable } from '../../src/core/observable.ts';
import type {
  RehearsedTable,
  RestoreCounts,
  RestorePhaseName,
  RestorePlan,
  RestoreRecord,
  RestoreState,
} from '../../src/core/restore.ts';
import { RestorePage } from '../../src/features/restore/RestorePage.tsx';
import { RestoresPage } from '../../src/features/restore/RestoresPage.tsx';
import type { RestoreAddress } from '../../src/features/restore/restoreDraft.ts';
import { createRestoreStore } from '../../src/features/restore/restoreStore.ts';
import { createRestoresStore } from '../../src/features/restore/restoresStore.ts';
import type { RestoreTasks } from '../../src/features/restore/restoreTasks.ts';
import type { Permission } from '../../src/ports/Project.ts';
import type { Maintenance } from '../../src/ports/RestoreServer.ts';
import type { BackupHistory } from '../../src/tasks/backupHistory.ts';
import type { RestoreMoment } from '../../src/tasks/executeRestore.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import type { ListedRestore, RestoreHistory } from '../../src/tasks/restoreHistory.ts';
import { UiProvider } from '../../src/ui/UiProvider.tsx';
import { createManualClock } from '../fakes/manualClock.ts';
import { admin, backupRecord, shownAt, tableResult } from './backupRecords.ts';

export const platform = 'Car Audio Competition Platform';

/** Of last night: whole but for leads, of which rows were hidden. */
export const lastNight = backupRecord('2026-03-26T01:00:00.000Z', {
  type: 'automatic',
  status: 'partial',
  tables: [
    tableResult('public.cms_pages', { rows: 148 }),
    tableResult('public.events', { rows: 521 }),
    tableResult('public.leads', { rows: 120, rowsTotal: 5_000, outcome: 'partial' }),
    tableResult('public.sponsors', { rows: 0, parts: 0, outcome: 'denied' }),
  ],
});

const counts = (insert: number, update: number, gone: number, unchanged: number, conflict = 0): RestoreCounts => ({
  insert,
  update,
  delete: gone,
  unchanged,
  conflict,
});

const table = (name: string, rows: RestoreCounts, notes: string[] = []): RehearsedTable => ({
  table: name,
  counts: rows,
  rowsInBackup: rows.insert + rows.update + rows.unchanged + rows.conflict,
  rowsNow: rows.update + rows.delete + rows.unchanged,
  key: ['id'],
  wholeTable: false,
  notes,
});

/** The plan of a replacement of two tables with two conflicts, unless told otherwise. */
export function restorePlan(given: Partial<RestorePlan> = {}): RestorePlan {
  return {
    request: {
      backupId: lastNight.id,
      scope: { kind: 'tables', tables: ['public.cms_pages', 'public.events'] },
      mode: 'replace',
      conflicts: 'leave out',
      triggers: 'off',
    },
    way: 'helper',
    backup: {
      id: lastNight.id,
      filename: lastNight.filename,
      createdAt: lastNight.createdAt,
      platform,
      projectUrl: lastNight.projectUrl,
    },
    target: { projectId: lastNight.projectId, projectUrl: lastNight.projectUrl, platform },
    tables: [
      table('public.cms_pages', counts(1, 12, 1, 135)),
      table('public.events', counts(1_004, 37, 6, 478, 2)),
      table('public.users', counts(0, 0, 0, 30)),
    ],
    conflicts: [1, 2].map((row) => ({
      table: 'public.events',
      kind: 'insert' as const,
      row,
      reason: 'parent missing' as const,
      constraint: 'events_org_fkey',
      columns: ['org_id'],
      values: [String(row)],
      references: 'public.organizations',
      message: `Organization ${row} is not there.`,
    })),
    drift: [
      {
        table: 'public.events',
        column: 'venue_url',
        change: 'gone',
        before: 'text',
        after: null,
        meaning: '519 values of the backup have no place to go. They stay in the archive.',
        serious: true,
      },
    ],
    triggers: [
      {
        table: 'public.events',
        name: 'events_notify',
        enabled: 'origin',
        timing: 'after',
        events: ['insert'],
        function: 'public.notify',
        rows: 41,
      },
    ],
    references: [],
    outside: [],
    sequences: [],
    refusals: [],
    limits: [],
    comparedAt: new Date(shownAt).toISOString(),
    ...given,
  };
}

const phaseNames: RestorePhaseName[] = ['verify', 'maintenance on', 'pre-restore backup', 'compare', 'send', 'apply'];

/** A record in this state; `at` is the phase that is on, or failed. */
export function restoreRecord(state: RestoreState, at: RestorePhaseName = 'apply', given: Partial<RestoreRecord> = {}) {
  const plan = restorePlan();
  const place = phaseNames.indexOf(at);
  const done = state === 'restored' || state === 'undone';
  const record: RestoreRecord = {
    id: `restore-${state}`,
    projectId: lastNight.projectId,
    platform,
    state,
    way: 'helper',
    request: plan.request,
    backup: plan.backup,
    by: admin,
    startedAt: '2026-03-26T13:30:00.000Z',
    endedAt: state === 'running' ? null : '2026-03-26T13:31:00.000Z',
    phases: phaseNames.map((name, index) => ({
      name,
      state: done || index < place ? 'done' : index > place ? 'waiting' : state === 'running' ? 'running' : 'failed',
      startedAt: index <= place ? '2026-03-26T13:30:00.000Z' : null,
      endedAt: index < place || (index === place && state !== 'running') ? '2026-03-26T13:30:05.000Z' : null,
      message: null,
    })),
    planned: plan.tables.map(({ table: name, counts: planned }) => ({ table: name, counts: planned })),
    tables: done
      ? [
          { table: 'public.cms_pages', inserted: 1, updated: 12, deleted: 1, leftOut: 0, rowsAfter: 148 },
          { table: 'public.events', inserted: 1_004, updated: 37, deleted: 6, leftOut: 2, rowsAfter: 1_519 },
        ]
      : [],
    conflicts: done ? plan.conflicts : [],
    preRestoreBackupId: 'pre-restore-id',
    maintenanceUntil: null,
    error: null,
    undoUntil: done ? '2026-03-27T13:31:00.000Z' : null,
    undoneAt: state === 'undone' ? '2026-03-26T13:32:00.000Z' : null,
    ...given,
  };
  return record;
}

/** A restore of this browser, as the history lists it. */
export const listed = (record: RestoreRecord): ListedRestore => ({
  id: record.id,
  at: record.startedAt,
  state: record.state,
  record,
  shared: null,
  undoUntil: record.state === 'restored' ? record.undoUntil : null,
});

/** Tasks whose answers a test gives; what they were asked is kept. */
export interface ScriptedTasks extends RestoreTasks {
  plan: RestorePlan | Error;
  asked: Parameters<RestoreTasks['prepareRestore']>[0][];
  disposed: number;
  executed: { maintenance: unknown }[];
  undone: string[];
  settled: number;
  shown: Maintenance | null;
  /** Says how the restore that is on goes. */
  tell(record: RestoreRecord, moment?: Partial<RestoreMoment>): void;
  /** Ends it with this record. */
  end(record: RestoreRecord): void;
  readonly signal: AbortSignal | null;
}

function createScriptedTasks(): ScriptedTasks {
  let running: { tell: Parameters<RestoreTasks['executeRestore']>[2]; resolve(record: RestoreRecord): void } | null =
    null;
  let signal: AbortSignal | null = null;
  const tasks: ScriptedTasks = {
    plan: restorePlan(),
    asked: [],
    disposed: 0,
    executed: [],
    undone: [],
    settled: 0,
    shown: null,
    get signal() {
      return signal;
    },
    async prepareRestore(request) {
      tasks.asked.push(request);
      if (tasks.plan instanceof Error) throw tasks.plan;
      return {
        plan: { ...tasks.plan, request: { ...tasks.plan.request, mode: request.mode } },
        rows: () => null,
        async dispose() {
          tasks.disposed += 1;
        },
      };
    },
    executeRestore(_plan, given, tell, { maintenance }) {
      tasks.executed.push({ maintenance });
      signal = given;
      return new Promise((resolve) => {
        running = { tell, resolve };
      });
    },
    tell(record, moment = {}) {
      running?.tell(record, { share: null, signIn: false, cancellable: true, ...moment });
    },
    end: (record) => running?.resolve(record),
    async undoRestore(id) {
      tasks.undone.push(id);
      throw new Error('The tables changed since.');
    },
    async settleRestores() {
      tasks.settled += 1;
      return [];
    },
    readMaintenance: async () => tasks.shown,
    async endMaintenance() {
      tasks.shown = { on: false, message: null, until: null };
    },
  };
  return tasks;
}

interface Ground {
  records?: BackupRecord[];
  address?: RestoreAddress;
  permissions?: Permission[];
  helperVersion?: number | null;
  restores?: ListedRestore[];
  page?: 'restore' | 'history';
  tasks?: Partial<ScriptedTasks>;
}

/** A page of restoring in Berlin on Thu 26 Mar 2026, 14:32. */
export function showRestore(ground: Ground = {}) {
  const { records = [lastNight], address = { tables: [] }, restores: known = [], page = 'restore' } = ground;
  const { permissions = ['create', 'restore'], helperVersion = 3 } = ground;
  const tasks = Object.assign(createScriptedTasks(), ground.tasks);
  const inspected = createObservable<ProjectState>({
    status: 'ready',
    access: { admin: true, permissions, helperVersion },
    catalog: null,
    error: null,
    checking: false,
  });
  const inspector: ProjectInspector = { ...inspected, refresh: async () => undefined, stop: () => undefined };
  const kept = createObservable({ status: 'ready' as const, records, removed: [], newest: records, error: null });
  const history = { ...kept, refresh: async () => undefined, stop: () => undefined } as unknown as BackupHistory;
  const list = createObservable<ReturnType<RestoreHistory['get']>>({
    status: 'ready',
    restores: known,
    error: null,
    project: 'asked',
    projectError: null,
  });
  const restoreHistory: RestoreHistory = { ...list, refresh: async () => undefined, stop: () => undefined };
  const store = createRestoreStore(tasks);
  const restores = createRestoresStore(tasks, restoreHistory);
  const clock = createManualClock(shownAt);
  const addresses: RestoreAddress[] = [];
  let show: (id: string) => void = () => undefined;
  const shared = {
    restores,
    restoreHistory,
    inspector,
    clock,
    historyHref: (id?: string) => `/admin/restore/history${id === undefined ? '' : `?show=${id}`}`,
    backupHref: (id: string) => `/admin/backup/${id}`,
    restoreHref: (backup: string, tables: readonly string[], mode: string) =>
      `/admin/restore?${backup}&${tables}&${mode}`,
  };

  function Page() {
    const [at, setAt] = useState(address);
    const [shown, setShown] = useState<{ id: string } | null>(null);
    show = (id) => setShown({ id });
    if (page === 'history') {
      return <RestoresPage {...shared} shown={shown} userId={admin.id} restorePageHref="/admin/restore" />;
    }
    return (
      <RestorePage
        {...shared}
        store={store}
        history={history}
        platform={platform}
        projectUrl={lastNight.projectUrl}
        address={at}
        onAddress={(next) => {
          addresses.push(next);
          setAt(next);
        }}
        backupsHref="/admin/backup"
        signInHref="/sign-in"
        helperHref="/admin/settings"
      />
    );
  }

  render(
    <UiProvider env="test">
      <Page />
    </UiProvider>,
  );
  return { user: userEvent.setup(), tasks, store, restores, list, addresses, show: (id: string) => show(id) };
}

/** Goes from the choice of the backup to the rehearsal of a replacement of everything. */
export async function rehearse(user: ReturnType<typeof userEvent.setup>, mode = 'Replace'): Promise<void> {
  await user.click(screen.getByRole('button', { name: `Restore from ${lastNight.filename}` }));
  await user.click(screen.getByRole('button', { name: 'Go on' }));
  await user.click(screen.getByRole('radio', { name: mode }));
  await user.click(screen.getByRole('button', { name: 'Rehearse' }));
}

/** The texts of a table's cells, by row. */
export function cellsOf(name: string): string[][] {
  const rows = within(screen.getByRole('table', { name })).getAllByRole('row');
  return rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? ''));
}
