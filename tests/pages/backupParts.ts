import type { BackupRecord } from '../../src/core/backup.ts';
import type { BackupProgress } from '../../src/core/backupProgress.ts';
import type { Catalog } from '../../src/core/catalog.ts';
import { helperVersionShipped } from '../../src/core/helperSql.ts';
import { createObservable } from '../../src/core/observable.ts';
import type { Access, Project } from '../../src/ports/Project.ts';
import type { Services } from '../../src/ports/Services.ts';
import { createBackupHistory } from '../../src/tasks/backupHistory.ts';
import type { BackupOptions, BackupRunner, RunnerState } from '../../src/tasks/backupRunner.ts';
import { createJobQueue } from '../../src/tasks/jobQueue.ts';
import type { ProjectInspector, ProjectState } from '../../src/tasks/projectInspector.ts';
import { createVerificationRunner } from '../../src/tasks/verificationRunner.ts';
import { createFakeServices } from '../fakes/fakeServices.ts';
import { createManualClock } from '../fakes/manualClock.ts';
import { createMemoryBackupCatalog } from '../fakes/memoryBackupCatalog.ts';
import { admin, shownAt } from './backupRecords.ts';

/** The pages read only who is signed in; asking the project for more is a mistake of the test. */
function createSignedInProject(): Project {
  const refuse = () => {
    throw new Error('These pages do not ask the project.');
  };
  return {
    id: 'https://qtzrkwvnbxjd.supabase.co',
    url: 'https://qtzrkwvnbxjd.supabase.co',
    identity: () => ({ userId: admin.id, email: admin.email, role: 'authenticated' }),
    ready: async () => undefined,
    onIdentityChange: () => () => undefined,
    signIn: refuse,
    signOut: refuse,
    access: refuse,
    openSession: refuse,
  };
}

/** A runner whose reports and end the test decides. */
export interface ScriptedRunner extends BackupRunner {
  readonly started: BackupOptions[];
  readonly cancelled: number;
  report(progress: BackupProgress): void;
  /** Ends the run with this record. */
  end(record: BackupRecord): void;
  fail(error: Error): void;
}

function createScriptedRunner(): ScriptedRunner {
  const state = createObservable<RunnerState>({ progress: null, last: null });
  const started: BackupOptions[] = [];
  let settle: { resolve(record: BackupRecord): void; reject(error: Error): void } | null = null;
  let cancelled = 0;
  const runner: ScriptedRunner = {
    get: state.get,
    subscribe: state.subscribe,
    run: (options) => runner.start(options),
    started,
    get cancelled() {
      return cancelled;
    },
    start(options) {
      started.push(options);
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    cancel() {
      cancelled += 1;
    },
    report: (progress) => state.set({ ...state.get(), progress }),
    end(record) {
      state.set({ progress: null, last: record });
      settle?.resolve(record);
    },
    fail(error) {
      state.set({ ...state.get(), progress: null });
      settle?.reject(error);
    },
  };
  return runner;
}

/** A catalog of tables in `public` with these estimated rows. */
export function catalogOf(tables: Record<string, number>): Catalog {
  return {
    helper_version: 1,
    server_version: '17.4 on x86_64',
    database_bytes: 173_900_000,
    schemas: ['public'],
    tables: Object.entries(tables).map(([name, rows]) => ({
      schema: 'public',
      name,
      kind: 'table' as const,
      readable: true,
      rls_filters: false,
      countable: true,
      primary_key: ['id'],
      key: ['id'],
      paging: 'export' as const,
      columns: [],
      foreign_keys: [],
      bytes: rows * 400,
      estimated_rows: rows,
    })),
    left_out: [],
    sequences: [],
    enums: [],
  };
}

const everything: Access = {
  admin: true,
  permissions: ['create', 'download', 'delete', 'restore', 'settings'],
  helperVersion: helperVersionShipped,
};

/** Everything that the backup pages are given, over memory; the history begins with these records. */
export async function createBackupParts(records: readonly BackupRecord[] = [], project: Partial<ProjectState> = {}) {
  const clock = createManualClock(shownAt);
  const services = createFakeServices(createSignedInProject(), { clock });
  const backups = createMemoryBackupCatalog();
  services.backups = backups;
  for (const record of records) await backups.put(record);
  const inspected = createObservable<ProjectState>({
    status: 'ready',
    access: everything,
    catalog: catalogOf({ events: 521, sms_logs: 48_273, users: 3_418 }),
    error: null,
    checking: false,
    ...project,
  });
  const inspector: ProjectInspector = { ...inspected, refresh: async () => undefined, stop: () => undefined };
  const history = createBackupHistory(services);
  const queue = createJobQueue(clock.now);
  await history.refresh();
  return {
    services,
    host: services.host,
    store: services.store,
    audit: services.audit,
    clock,
    backups,
    inspector,
    history,
    runner: createScriptedRunner(),
    verifications: createVerificationRunner(services, queue),
  };
}

/** Stores bytes for a record, so that it can be downloaded. */
export async function storeBytes(services: Services, record: BackupRecord): Promise<void> {
  const sink = await services.store.create(record.id);
  await sink.append(new Uint8Array(record.archive?.sizeBytes ?? 0));
  await sink.seal();
  await sink.publish();
}
