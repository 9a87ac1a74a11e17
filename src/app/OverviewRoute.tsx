import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';
import { usePlatform } from './usePlatform.ts';

/** `/admin` */
export function OverviewRoute({ project }: { project: ConnectedProject }) {
  const platform = usePlatform(project);
  return (
    <>
      <PageTitle page="Overview" project={project} />
      <OverviewPage
        store={project.overview}
        history={project.history}
        runner={project.runner}
        inspector={project.inspector}
        scheduler={project.scheduler}
        slots={project.slots}
        settingsWatch={project.settingsWatch}
        changesWatch={project.changesWatch}
        clock={project.services.clock}
        platform={platform}
        backupsHref={paths.backups.build()}
        backupHref={paths.backup.build}
        compareHref={paths.compare.build}
        schedulesHref={paths.schedules.build()}
        runLogHref={paths.schedules.build()}
        retentionHref={paths.retention.build()}
        onCreate={() => void project.backups.getState().create()}
      />
    </>
  );
}
