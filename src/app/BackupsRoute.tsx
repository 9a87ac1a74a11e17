import { BackupsPage } from '../features/backups/BackupsPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { ProjectHelperCard } from './ProjectHelperCard.tsx';
import { paths } from './paths.ts';

/** `/admin/backup` */
export function BackupsRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <title>Backups · Holdfast</title>
      <BackupsPage
        store={project.backups}
        history={project.history}
        runner={project.runner}
        inspector={project.inspector}
        clock={project.services.clock}
        userId={project.services.project.identity()?.userId ?? null}
        backupHref={paths.backup.build}
        helperCard={<ProjectHelperCard project={project} />}
      />
    </>
  );
}
