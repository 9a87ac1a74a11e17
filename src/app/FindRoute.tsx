import { FindPage } from '../features/find/FindPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';

/** `/admin/find` */
export function FindRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Find" project={project} />
      <FindPage />
    </>
  );
}
