import { SettingsPage } from '../features/settings/SettingsPage.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { ProjectHelperCard } from './ProjectHelperCard.tsx';
import { paths } from './paths.ts';

/** `/admin/settings` */
export function SettingsRoute({ project }: { project: ConnectedProject }) {
  const state = useObservable(project.inspector);
  const { services } = project;
  return (
    <>
      <PageTitle page="Settings" project={project} />
      <SettingsPage
        store={project.settings}
        settingsWatch={project.settingsWatch}
        state={state}
        connectionPlatform={services.platform}
        host={services.host}
        helperCard={<ProjectHelperCard project={project} linked={false} />}
        schedulesHref={paths.schedules.build()}
        retentionHref={paths.retention.build()}
      />
    </>
  );
}
