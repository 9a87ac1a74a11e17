import { useSyncExternalStore } from 'react';
import type { Observable } from '../core/observable.ts';

type Run = Observable<{ progress: { backupId: string; fraction: number } | null }>;

/** Whole percent of this tab's run where the backup is that run, else null. Renders again only when it changes. */
export function useRunPercent(runner: Run, backupId: string): number | null {
  return useSyncExternalStore(runner.subscribe, () => {
    const { progress } = runner.get();
    return progress?.backupId === backupId ? Math.floor(progress.fraction * 100) : null;
  });
}
