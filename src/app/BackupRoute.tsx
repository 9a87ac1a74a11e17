import { useNavigate, useParams } from 'react-router-dom';
import { generator } from '../core/buildManifest.ts';
import { BackupPage } from '../features/backup/BackupPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** `/admin/backup/:id` */
export function BackupRoute({ project }: { project: ConnectedProject }) {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { download, remove, pin, unpin, copy } = project.backups.getState();
  return (
    <>
      <PageTitle page="Backup" project={project} />
      <BackupPage
        id={id}
        history={project.history}
        inspector={project.inspector}
        clock={project.services.clock}
        environment={{ appVersion: generator.replace('holdfast ', ''), browser: navigator.userAgent }}
        backupsHref={paths.backups.build()}
        onDownload={download}
        onDelete={remove}
        onPin={pin}
        onUnpin={unpin}
        onDeleted={() => void navigate(paths.backups.build())}
        onCopy={copy}
      />
    </>
  );
}
