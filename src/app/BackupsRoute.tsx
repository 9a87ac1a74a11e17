import { AutomaticCard } from '../features/automatic/AutomaticCard.tsx';
import { BackupsPage } from '../features/backups/BackupsPage.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { ProjectHelperCard } from './ProjectHelperCard.tsx';
import { paths } from './paths.ts';

/** `/admin/backup` */
export function BackupsRoute({ project }: { project: ConnectedProject }) {
  return (
    <>
      <PageTitle page="Backups" project={project} />
      <BackupsPage
        store={project.backups}
        archives={project.archives}
        history={project.history}
        runner={project.runner}
        verifications={project.verification}
        inspector={project.inspector}
        clock={project.services.clock}
        userId={project.services.project.identity()?.userId ?? null}
        backupHref={paths.backup.build}
        compareHref={paths.compare.build}
        restoreHref={paths.restore.build}
        retentionHref={paths.retention.build()}
        helperCard={<ProjectHelperCard project={project} />}
        automaticCard={
          <AutomaticCard
            store={project.automatic}
            scheduler={project.scheduler}
            queue={project.queue}
            slots={project.slots}
            settingsWatch={project.settingsWatch}
            history={project.history}
            inspector={project.inspector}
            clock={project.services.clock}
            schedulesHref={paths.schedules.build()}
            runLogHref={paths.schedules.build()}
            backupHref={paths.backup.build}
          />
        }
      />
    </>
  );
}
