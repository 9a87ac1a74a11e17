import { HelperCard } from '../features/helper/HelperCard.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { paths } from './paths.ts';

/** The helper's card of a connected project; on the settings page itself without the link there. */
export function ProjectHelperCard({ project, linked = true }: { project: ConnectedProject; linked?: boolean }) {
  const state = useObservable(project.inspector);
  return (
    <HelperCard
      store={project.helper}
      state={state}
      projectUrl={project.connection.url}
      {...(linked ? { listPath: paths.settings.build() } : {})}
    />
  );
}
