import { useMemo } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import { RestoresPage } from '../features/restore/RestoresPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/restore/history` */
export function RestoresRoute({ project }: { project: ConnectedProject }) {
  const [search] = useSearchParams();
  const { key } = useLocation();
  const id = search.get('show');
  // Another visit shows it again, though somebody may have closed it since.
  const shown = useMemo(() => (id === null ? null : { id, visit: key }), [id, key]);
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
        historyHref={paths.restores.build}
        shown={shown}
        backupHref={paths.backup.build}
        restoreHref={paths.restore.build}
      />
    </>
  );
}
