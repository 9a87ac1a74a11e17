import { useCallback, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { RestorePage } from '../features/restore/RestorePage.tsx';
import type { RestoreAddress } from '../features/restore/restoreDraft.ts';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';
import { usePlatform } from './usePlatform.ts';

const modes = ['add', 'merge', 'replace'] as const;

/** `/admin/restore` */
export function RestoreRoute({ project }: { project: ConnectedProject }) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const platform = usePlatform(project);
  const address = useMemo(
    () => ({
      backup: search.get('backup') ?? undefined,
      tables: search.getAll('table'),
      mode: modes.find((mode) => mode === search.get('mode')),
    }),
    [search],
  );
  const goTo = useCallback(
    ({ backup, tables }: RestoreAddress) =>
      void navigate(paths.restore.build(backup, tables), { replace: true, preventScrollReset: true }),
    [navigate],
  );
  return (
    <>
      <PageTitle page="Restore" project={project} />
      <RestorePage
        store={project.restore}
        restores={project.restores}
        restoreHistory={project.restoreHistory}
        history={project.history}
        inspector={project.inspector}
        clock={project.services.clock}
        platform={platform}
        projectUrl={project.services.project.url}
        address={address}
        onAddress={goTo}
        backupHref={paths.backup.build}
        backupsHref={paths.backups.build()}
        historyHref={paths.restores.build}
        signInHref={paths.signIn.build()}
        helperHref={paths.settings.build()}
        restoreHref={paths.restore.build}
      />
    </>
  );
}
