import { type BackupsStore, createBackupsStore } from '../features/backups/backupsStore.ts';
import { createHelperStore, type HelperStore } from '../features/helper/helperStore.ts';
import { createOverviewStore, type OverviewStore } from '../features/overview/overviewStore.ts';
import { createSessionStore, type SessionStore } from '../features/session/sessionStore.ts';
import { createSettingsStore, type SettingsStore } from '../features/settings/settingsStore.ts';
import type { Services } from '../ports/Services.ts';
import type { Connection } from '../ports/Settings.ts';
import { type BackupHistory, createBackupHistory } from '../tasks/backupHistory.ts';
import { type BackupRunner, createBackupRunner } from '../tasks/backupRunner.ts';
import { createProjectInspector, type ProjectInspector } from '../tasks/projectInspector.ts';
import { notify } from '../ui/notify.tsx';

/** One connected project with everything that its pages watch and use. Lives as long as the connection, not as a page. */
export interface ConnectedProject {
  connection: Connection;
  /** The host of its address, as shown. */
  host: string;
  /** The connection comes from the environment, so it cannot be changed here. */
  fixed: boolean;
  services: Services;
  runner: BackupRunner;
  inspector: ProjectInspector;
  history: BackupHistory;
  session: SessionStore;
  overview: OverviewStore;
  backups: BackupsStore;
  helper: HelperStore;
  settings: SettingsStore;
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
  const { connection, fixed, services, loadHelperSql, clearLeftovers } = options;
  const runner = createBackupRunner(services);
  const inspector = createProjectInspector(services);
  const history = createBackupHistory(services);
  const stopWaiting = onceAdmin(inspector, () => {
    clearLeftovers(services).catch((error: unknown) =>
      notify.failure('What an interrupted run left behind could not be cleared', error),
    );
  });
  void inspector.refresh(); // never rejects
  void history.refresh(); // never rejects
  return {
    connection,
    fixed,
    host: new URL(connection.url).host,
    services,
    runner,
    inspector,
    history,
    session: createSessionStore(services),
    overview: createOverviewStore(services),
    backups: createBackupsStore(services, runner),
    helper: createHelperStore(services, inspector, loadHelperSql),
    settings: createSettingsStore(services),
    stop() {
      stopWaiting();
      inspector.stop();
      history.stop();
    },
  };
}
