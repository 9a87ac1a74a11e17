import { RestoresPage } from '../features/restore/RestoresPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/restore/history` */
export function RestoresRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Restore history" project={project} />
      <RestoresPage
        restores={project.restores}
        restoreHistory={project.restoreHistory}
        inspector={project.inspector}
        clock={project.services.clock}
        userId={project.services.project.identity()?.userId ?? null}
        restorePageHref={paths.restore.build()}
        historyHref={paths.restores.build()}
        backupHref={paths.backup.build}
        restoreHref={paths.restore.build}
      />
    </>
  );
}
