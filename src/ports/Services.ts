import type { Archiver } from './Archiver.ts';
import type { ArchiveStore } from './ArchiveStore.ts';
import type { AuditLog } from './AuditLog.ts';
import type { BackupCatalog } from './BackupCatalog.ts';
import type { Clock } from './Clock.ts';
import type { Host } from './Host.ts';
import type { JobLock } from './JobLock.ts';
import type { Project } from './Project.ts';
import type { Settings } from './Settings.ts';

/** The outside of one connected project, handed to tasks and stores. */
export interface Services {
  project: Project;
  /** The project's name as people know it. */
  platform: string;
  archiver: Archiver;
  store: ArchiveStore;
  backups: BackupCatalog;
  audit: AuditLog;
  settings: Settings;
  clock: Clock;
  lock: JobLock;
  host: Host;
}
