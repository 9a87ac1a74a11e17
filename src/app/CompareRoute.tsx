import { useCallback } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { type CompareAddress, ComparePage } from '../features/compare/ComparePage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';
import { usePlatform } from './usePlatform.ts';

/** `/admin/compare` */
export function CompareRoute({ project }: { project: ConnectedProject }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const platform = usePlatform(project);
  const read = (name: string) => search.get(name) ?? undefined;
  const goTo = useCallback(
    ({ before, after, table }: CompareAddress, how: 'replace' | 'push') =>
      void navigate(paths.compare.build(before, after, table), { replace: how === 'replace' }),
    [navigate],
  );
  return (
    <>
      <PageTitle page="Compare" project={project} />
      <ComparePage
        store={project.compare}
        history={project.history}
        inspector={project.inspector}
        clock={project.services.clock}
        platform={platform}
        projectUrl={project.services.project.url}
        address={{ before: read('before'), after: read('after'), table: read('table') }}
        onAddress={goTo}
        backupHref={paths.backup.build}
        backupsHref={paths.backups.build()}
      />
    </>
  );
}
