import { RetentionPage } from '../features/retention/RetentionPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/retention` */
export function RetentionRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Retention" project={project} />
      <RetentionPage
        store={project.retention}
        settingsWatch={project.settingsWatch}
        history={project.history}
        inspector={project.inspector}
        clock={project.services.clock}
        backupHref={paths.backup.build}
        backupsHref={paths.backups.build()}
      />
    </>
  );
}
