import { useSearchParams } from 'react-router-dom';
import { AuditPage } from '../features/audit/AuditPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/audit`, with `?search=` for what it looks for. */
export function AuditRoute({ project }: { project: ConnectedProject }) {
  const [address] = useSearchParams();
  return (
    <>
      <PageTitle page="Audit trail" project={project} />
      <AuditPage
        store={project.audit}
        sync={project.trailSync}
        clock={project.services.clock}
        search={address.get('search')}
        backupHref={paths.backup.build}
        helperHref={paths.backups.build()}
        onCopy={project.services.host.copyText}
      />
    </>
  );
}
