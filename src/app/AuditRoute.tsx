import { AuditPage } from '../features/audit/AuditPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';

/** `/admin/audit` */
export function AuditRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Audit trail" project={project} />
      <AuditPage />
    </>
  );
}
