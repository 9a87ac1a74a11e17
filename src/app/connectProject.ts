import { isAbort } from '../core/HoldfastError.ts';
import { type AuditStore, createAuditStore } from '../features/audit/auditStore.ts';
import { type AutomaticStore, createAutomaticStore } from '../features/automatic/automaticStore.ts';
import { createExportStore, type ExportStore } from '../features/backup/exportStore.ts';
import { createViewerStore, type ViewerPlace, type ViewerStore } from '../features/backup/viewer/viewerStore.ts';
import { type ArchivesStore, createArchivesStore } from '../features/backups/archivesStore.tsx';
import { type BackupsStore, createBackupsStore } from '../features/backups/backupsStore.ts';
import { showResult } from '../features/backups/showResult.tsx';
import { live } from '../features/compare/comparePair.ts';
import { type CompareStore, createCompareStore } from '../features/compare/compareStore.ts';
import { createFindStore, type FindStore } from '../features/find/findStore.ts';
import { createHelperStore, type HelperStore } from '../features/helper/helperStore.ts';
import { createOverviewStore, type OverviewStore } from '../features/overview/overviewStore.ts';
import { createRestoreStore, type RestoreStore } from '../features/restore/restoreStore.ts';
import { createRestoresStore, type RestoresStore } from '../features/restore/restoresStore.ts';
import { createRetentionStore, type RetentionStore } from '../features/retention/retentionStore.ts';
import { createSchedulesStore, type SchedulesStore } from '../features/schedules/schedulesStore.ts';
import { createSessionStore, type SessionStore } from '../features/session/sessionStore.ts';
import { createSettingsStore, type SettingsStore } from '../features/settings/settingsStore.ts';
import type { AccessMemory } from '../ports/AccessMemory.ts';
import type { Services } from '../ports/Services.ts';
import type { Connection } from '../ports/Settings.ts';
import { type BackupHistory, createBackupHistory } from '../tasks/backupHistory.ts';
import { type BackupRunner, createBackupRunner } from '../tasks/backupRunner.ts';
import { type ChangesWatch, createChangesWatch } from '../tasks/changesWatch.ts';
import { createJobQueue, type JobQueue } from '../tasks/jobQueue.ts';
import { createProjectInspector, type ProjectInspector } from '../tasks/projectInspector.ts';
import { createRestoreHistory, type RestoreHistory } from '../tasks/restoreHistory.ts';
import { createScheduledActs } from '../tasks/scheduledActs.ts';
import { createScheduler, type Scheduler } from '../tasks/scheduler.ts';
import { createSettingsWatch, type SettingsWatch } from '../tasks/settingsWatch.ts';
import { createSlotHistory, type SlotHistory } from '../tasks/slotHistory.ts';
import { createSlotTeller } from '../tasks/tellSlots.ts';
import { createTrailSync, type TrailSync } from '../tasks/trailSync.ts';
import { createVerificationRunner, type VerificationRunner } from '../tasks/verificationRunner.ts';
import { notify } from '../ui/notify.tsx';
import { restoreTasksOf } from './restoreTasks.ts';

/** One connected project with everything that its pages watch and use. Lives as long as the connection, not as a page. */
export interface ConnectedProject {
  connection: Connection;
  /** The host of its address, as shown. */
  host: string;
  /** The connection comes from the environment, so it cannot be changed here. */
  fixed: boolean;
  services: Services;
  queue: JobQueue;
  runner: BackupRunner;
  /** Reads stored archives again. */
  verification: VerificationRunner;
  inspector: ProjectInspector;
  history: BackupHistory;
  scheduler: Scheduler;
  /** The log of the schedules' slots. */
  slots: SlotHistory;
  /** The settings as they are now, whoever changes them. */
  settingsWatch: SettingsWatch;
  /** Finds out what changed in each new backup. */
  changesWatch: ChangesWatch;
  /** Keeps this browser's audit trail and the project's in step. */
  trailSync: TrailSync;
  session: SessionStore;
  overview: OverviewStore;
  backups: BackupsStore;
  archives: ArchivesStore;
  automatic: AutomaticStore;
  exports: ExportStore;
  /** Makes the store of a table of a backup that somebody opens. */
  createViewer(place: ViewerPlace): ViewerStore;
  find: FindStore;
  helper: HelperStore;
  schedules: SchedulesStore;
  retention: RetentionStore;
  audit: AuditStore;
  settings: SettingsStore;
  compare: CompareStore;
  restore: RestoreStore;
  restores: RestoresStore;
  /** Every restore that is remembered, here or by the project. */
  restoreHistory: RestoreHistory;
  /** Ends watching; a run that is on goes on. */
  stop(): void;
}

export interface ConnectOptions {
  connection: Connection;
  fixed: boolean;
  services: Services;
  loadHelperSql: () => Promise<string>;
  /** Removes what killed tabs left behind; called once, when an admin is signed in. */
  clearLeftovers: (services: Services) => Promise<unknown>;
  /** Who was an admin here, for when the project cannot be asked. */
  accessMemory: AccessMemory;
}

/** Calls `act` once, as soon as the project says that an admin is signed in. Returns what ends waiting for it. */
function onceAdmin(inspector: ProjectInspector, act: () => void): () => void {
  const stop = inspector.subscribe(() => {
    const { status, access } = inspector.get();
    if (status !== 'ready' || access?.admin !== true) return;
    stop();
    act();
  });
  return stop;
}

/** Sets up what the pages of one project share, and begins to watch it. */
export function connectProject(options: ConnectOptions): ConnectedProject {
  const { connection, fixed, services, loadHelperSql, clearLeftovers, accessMemory } = options;
  const queue = createJobQueue(services.clock.now);
  const runner = createBackupRunner(services, queue);
  const verification = createVerificationRunner(services, queue);
  const inspector = createProjectInspector(services, accessMemory);
  const trailSync = createTrailSync(services, inspector);
  const scheduler = createScheduler(
    services,
    createScheduledActs(services, { queue, runner, inspector, verification }),
  );
  const history = createBackupHistory(services);
  const slots = createSlotHistory(services);
  const settingsWatch = createSettingsWatch(services);
  const teller = createSlotTeller(services, slots, settingsWatch);
  const backups = createBackupsStore(services, runner);
  const compare = createCompareStore(services);
  const changesWatch = createChangesWatch(services, history);
  const restoreTasks = restoreTasksOf(services, inspector);
  const restoreHistory = createRestoreHistory(services);
  const restores = createRestoresStore(restoreTasks, restoreHistory);
  const restore = createRestoreStore(restoreTasks, () => void restores.getState().refresh()); // never rejects
  const closing = new AbortController();
  /** Finds out what became of restores whose tab died or whose answer was lost. Never rejects. */
  const settle = async () => {
    try {
      const settled = await restoreTasks.settleRestores(closing.signal);
      if (settled.length > 0) await restores.getState().refresh();
    } catch (error) {
      if (!isAbort(error)) console.warn('What became of a restore is not known yet.', error);
    }
  };
  const stopWaiting = onceAdmin(inspector, () => {
    changesWatch.start();
    void settle();
    void restores.getState().refresh(); // never rejects
    clearLeftovers(services).then(
      () => scheduler.start(true),
      (error: unknown) => {
        notify.failure('What an interrupted run left behind could not be cleared', error);
        scheduler.start();
      },
    );
  });
  // Who may run what waits shows here, after sign-in as after a failed question.
  const stopWaking = inspector.subscribe(scheduler.wake);
  // Back online, most of all: an app that was started offline begins its work then.
  const stopAsking = services.host.onWake(() => {
    if (inspector.get().status === 'error') void inspector.refresh(); // never rejects
    if (inspector.get().access?.admin === true) void settle();
  });
  // A tab that is left open overnight must not fill the storage with a comparison while its own backup needs the room.
  const stopMakingRoom = runner.subscribe(() => {
    if (runner.get().progress?.type !== 'automatic') return;
    const { run, close } = compare.getState();
    if (run?.status === 'done' && run.pair.after === live) close();
    if (restore.getState().rehearsal?.status === 'done') restore.getState().close();
  });
  void inspector.refresh(); // never rejects
  void history.refresh(); // never rejects
  void slots.refresh(); // never rejects
  void settingsWatch.refresh(); // never rejects
  return {
    connection,
    fixed,
    host: new URL(connection.url).host,
    services,
    queue,
    runner,
    verification,
    inspector,
    scheduler,
    history,
    slots,
    settingsWatch,
    changesWatch,
    trailSync,
    session: createSessionStore(services),
    overview: createOverviewStore(services),
    backups,
    archives: createArchivesStore(services, verification),
    automatic: createAutomaticStore(services, runner, (record) =>
      showResult(record, () => backups.getState().download([record])),
    ),
    exports: createExportStore(services),
    createViewer: (place) => createViewerStore(services, place),
    find: createFindStore(services),
    helper: createHelperStore(services, inspector, loadHelperSql),
    schedules: createSchedulesStore(services),
    retention: createRetentionStore(services, queue),
    audit: createAuditStore(services),
    settings: createSettingsStore(services),
    compare,
    restore,
    restores,
    restoreHistory,
    stop() {
      notify.clear();
      closing.abort();
      stopWaiting();
      stopWaking();
      stopAsking();
      stopMakingRoom();
      scheduler.stop();
      trailSync.stop();
      inspector.stop();
      history.stop();
      teller.stop();
      slots.stop();
      settingsWatch.stop();
      changesWatch.stop();
      compare.getState().close();
      restore.getState().close();
      restores.getState().close();
      restoreHistory.stop();
    },
  };
}
