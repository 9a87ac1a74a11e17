import { useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { FindPage } from '../features/find/FindPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/find` */
export function FindRoute({ project }: { project: ConnectedProject }) {
  const navigate = useNavigate();
  const [asked] = useSearchParams();
  const criteria = useMemo(
    () => ({
      value: asked.get('value') ?? '',
      backup: asked.get('backup'),
      table: asked.get('table'),
      whole: asked.get('match') === 'whole',
      caseSensitive: asked.get('case') === 'exact',
    }),
    [asked],
  );
  return (
    <>
      <PageTitle page="Find" project={project} />
      <FindPage
        store={project.find}
        history={project.history}
        clock={project.services.clock}
        projectUrl={project.services.project.url}
        criteria={criteria}
        onSearch={({ value, backup, table, whole, caseSensitive }) => {
          const to = paths.find.build(value, backup ?? undefined, table ?? undefined, { whole, exact: caseSensitive });
          void navigate(to);
        }}
        rowHref={paths.backup.build}
        backupHref={paths.backup.build}
      />
    </>
  );
}
