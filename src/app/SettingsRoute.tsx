import { SettingsPage } from '../features/settings/SettingsPage.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { ProjectHelperCard } from './ProjectHelperCard.tsx';

/** `/admin/settings` */
export function SettingsRoute({ project }: { project: ConnectedProject }) {
  const state = useObservable(project.inspector);
  const { services } = project;
  return (
    <>
      <title>Settings · Holdfast</title>
      <SettingsPage
        store={project.settings}
        state={state}
        platform={services.platform}
        newId={services.host.newId}
        helperCard={<ProjectHelperCard project={project} linked={false} />}
      />
    </>
  );
}
