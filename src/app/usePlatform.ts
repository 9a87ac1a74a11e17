import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';

/** The project's name as people know it: as the settings say, else as the connection does. */
export function usePlatform({ settingsWatch, services }: Pick<ConnectedProject, 'settingsWatch' | 'services'>): string {
  return useObservable(settingsWatch).settings?.platform ?? services.platform;
}
