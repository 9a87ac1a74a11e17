import { useStore } from 'zustand';
import { sqlEditorUrl } from '../features/helper/sqlEditorUrl.ts';
import { OverviewPage, type OverviewRestores } from '../features/overview/OverviewPage.tsx';
import { knownRecord } from '../features/restore/knownRecord.ts';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';
import { usePlatform } from './usePlatform.ts';

function useOverviewRestores({ restoreHistory, restores }: ConnectedProject): OverviewRestores {
  const { restores: listed } = useObservable(restoreHistory);
  const maintenance = useStore(restores, (state) => state.maintenance);
  const records = listed.flatMap((each) => knownRecord(each) ?? []);
  const running = records.some(({ state }) => state === 'running');
  const until = maintenance?.on === true && !running ? (maintenance.until ?? '') : null;
  return { hrefOf: paths.restores.build, records, maintenanceUntil: until };
}

/** `/admin` */
export function OverviewRoute({ project }: { project: ConnectedProject }) {
  const platform = usePlatform(project);
  return (
    <>
      <PageTitle page="Overview" project={project} />
      <OverviewPage
        store={project.overview}
        history={project.history}
        runner={project.runner}
        inspector={project.inspector}
        scheduler={project.scheduler}
        slots={project.slots}
        settingsWatch={project.settingsWatch}
        changesWatch={project.changesWatch}
        clock={project.services.clock}
        platform={platform}
        backupsHref={paths.backups.build()}
        backupHref={paths.backup.build}
        compareHref={paths.compare.build}
        schedulesHref={paths.schedules.build()}
        runLogHref={paths.schedules.build()}
        restores={useOverviewRestores(project)}
        retentionHref={paths.retention.build()}
        sqlEditorHref={sqlEditorUrl(project.connection.url)}
        onCreate={() => void project.backups.getState().create()}
      />
    </>
  );
}
