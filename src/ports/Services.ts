import type { Archiver } from './Archiver.ts';
import type { ArchiveStore } from './ArchiveStore.ts';
import type { AuditLog } from './AuditLog.ts';
import type { BackupCatalog } from './BackupCatalog.ts';
import type { Clock } from './Clock.ts';
import type { Heartbeats } from './Heartbeats.ts';
import type { Host } from './Host.ts';
import type { JobLock } from './JobLock.ts';
import type { Project } from './Project.ts';
import type { RestoreLog } from './RestoreLog.ts';
import type { RowComparer } from './RowComparer.ts';
import type { RowReader } from './RowReader.ts';
import type { Settings } from './Settings.ts';
import type { SlotLog } from './SlotLog.ts';

/** The outside of one connected project, handed to tasks and stores. */
export interface Services {
  project: Project;
  /** The project's name as people know it. */
  platform: string;
  archiver: Archiver;
  rows: RowReader;
  comparer: RowComparer;
  store: ArchiveStore;
  backups: BackupCatalog;
  restores: RestoreLog;
  audit: AuditLog;
  settings: Settings;
  clock: Clock;
  lock: JobLock;
  heartbeats: Heartbeats;
  slots: SlotLog;
  host: Host;
  /** Tells this tab from the others for as long as it lives. */
  tab: string;
}
