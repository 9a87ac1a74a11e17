import { ComparePage } from '../features/compare/ComparePage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';

/** `/admin/compare` */
export function CompareRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Compare" project={project} />
      <ComparePage />
    </>
  );
}
