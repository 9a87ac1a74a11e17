import { useMediaQuery } from '@mantine/hooks';
import { SchedulesPage } from '../features/schedules/SchedulesPage.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/schedules` */
export function SchedulesRoute({ project }: { project: ConnectedProject }) {
  const installed = useMediaQuery('(display-mode: standalone)', false, { getInitialValueInEffect: false });
  const { status, message } = useObservable(project.scheduler);
  return (
    <>
      <PageTitle page="Schedules" project={project} />
      <SchedulesPage
        store={project.schedules}
        settingsWatch={project.settingsWatch}
        slots={project.slots}
        inspector={project.inspector}
        clock={project.services.clock}
        installed={installed}
        blocked={status === 'blocked' ? (message ?? 'The reason is not known.') : null}
        backupHref={paths.backup.build}
      />
    </>
  );
}
