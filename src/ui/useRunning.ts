import { useSyncExternalStore } from 'react';
import type { Observable } from '../core/observable.ts';

/** Whether a run of this tab is on; renders again only when that changes, not at every report. */
export function useRunning(runner: Observable<{ progress: unknown }>): boolean {
  return useSyncExternalStore(runner.subscribe, () => runner.get().progress !== null);
}
