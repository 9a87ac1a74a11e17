import { useSyncExternalStore } from 'react';
import type { BackupProgress } from '../../core/backupProgress.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';

/** One figure of this tab's run where the backup is that run, else null. Renders again only when the figure changes. */
export function useLiveRun<T extends string | number>(
  runner: BackupRunner,
  backupId: string,
  pick: (progress: BackupProgress) => T | null,
): T | null {
  return useSyncExternalStore(runner.subscribe, () => {
    const { progress } = runner.get();
    return progress?.backupId === backupId ? pick(progress) : null;
  });
}
