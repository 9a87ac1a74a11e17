import { OverviewPage } from '../features/overview/OverviewPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { paths } from './paths.ts';

/** `/admin` */
export function OverviewRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <title>Overview · Holdfast</title>
      <OverviewPage
        store={project.overview}
        history={project.history}
        runner={project.runner}
        inspector={project.inspector}
        clock={project.services.clock}
        platform={project.services.platform}
        backupsHref={paths.backups.build()}
        backupHref={paths.backup.build}
        onCreate={() => void project.backups.getState().create()}
      />
    </>
  );
}
