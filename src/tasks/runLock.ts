/** The lock that a run holds for as long as its tab lives: a record in progress whose lock is free was interrupted. */
export function runLock(backupId: string): string {
  return `holdfast:run:${backupId}`;
}

/** The lock of everything that writes to a project's backups, so that such jobs wait for one another. */
export function jobLock(projectId: string): string {
  return `holdfast:jobs:${projectId}`;
}

/** The lock of the one restore that a project may have at a time. */
export function restoreLock(projectId: string): string {
  return `holdfast:restore:${projectId}`;
}

/** The lock of the tab that finds out what changed in the newest backup. */
export function changesLock(projectId: string): string {
  return `holdfast:changes:${projectId}`;
}

/** The lock of the tab that runs a project's schedules. */
export function leaderLock(projectId: string): string {
  return `holdfast:leader:${projectId}`;
}
