import { useNavigate, useParams, useSearchParams } from 'react-router-dom';
import { generator } from '../core/buildManifest.ts';
import { BackupPage, type BackupPlace } from '../features/backup/BackupPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';

/** The table and row that an address names; null when it names no table. */
function placeIn(asked: URLSearchParams): BackupPlace | null {
  const table = asked.get('table');
  const row = Number.parseInt(asked.get('row') ?? '', 10);
  return table === null ? null : { table, row: row >= 0 ? row : null, find: asked.get('find') ?? '' };
}

/** `/admin/backup/:id` */
export function BackupRoute({ project }: { project: ConnectedProject }) {
  const { id = '' } = useParams();
  const [asked] = useSearchParams();
  const navigate = useNavigate();
  const { download, remove, pin, unpin, copy } = project.backups.getState();
  return (
    <>
      <PageTitle page="Backup" project={project} />
      <BackupPage
        id={id}
        place={placeIn(asked)}
        history={project.history}
        inspector={project.inspector}
        verification={project.verification}
        exports={project.exports}
        createViewer={project.createViewer}
        clock={project.services.clock}
        environment={{ appVersion: generator.replace('holdfast ', ''), browser: navigator.userAgent }}
        projectUrl={project.services.project.url}
        backupsHref={paths.backups.build()}
        rowHref={paths.backup.build}
        compareHref={(backup, table) => paths.compare.build(undefined, backup, table)}
        findHref={(backup, table) => paths.find.build(undefined, backup, table)}
        restore={{
          href: paths.restore.build,
          onRows(backupId, table, rows) {
            project.restore.getState().pick(backupId, [{ table, rows }]);
            void navigate(paths.restore.build(backupId));
          },
        }}
        onPlace={(place) => {
          const { table, row, find } = place ?? {};
          const to = paths.backup.build(id, {
            ...(table === undefined ? {} : { table }),
            ...(row == null ? {} : { row }),
            ...(find ? { find } : {}),
          });
          void navigate(to, { replace: true, preventScrollReset: true });
        }}
        onDownload={download}
        onVerify={(records) => void project.archives.getState().verify(records, paths.backup.build)}
        onDelete={remove}
        onPin={pin}
        onUnpin={unpin}
        onDeleted={() => void navigate(paths.backups.build())}
        onCopy={copy}
      />
    </>
  );
}
