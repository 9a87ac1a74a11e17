import { Anchor } from '@mantine/core';
import { Navigate, useLocation } from 'react-router-dom';
import { SignInPage } from '../features/session/SignInPage.tsx';
import { AppLink } from '../ui/AppLink.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { paths } from './paths.ts';

/** The page that the person wanted before they had to sign in; only ever a page of this app. */
function wantedPage(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && from.startsWith(paths.overview.build()) ? from : paths.overview.build();
}

/** `/sign-in`: back to the wanted page as soon as somebody is signed in. */
export function SignInRoute({ project }: { project: ConnectedProject }) {
  const { status } = useObservable(project.inspector);
  const { progress } = useObservable(project.runner);
  const { state } = useLocation();
  // A session that ran out may still look signed in; the run knows better.
  const runWaits = progress?.phase === 'sign-in';
  if ((status === 'ready' || status === 'error') && !runWaits) return <Navigate to={wantedPage(state)} replace />;
  return (
    <>
      <title>Sign in · Holdfast</title>
      <SignInPage
        store={project.session}
        platform={project.services.platform}
        host={project.host}
        opening={status === 'loading' && !runWaits}
        waitingAt={progress?.fraction ?? null}
        otherProject={
          project.fixed || progress !== null ? undefined : (
            <Anchor component={AppLink} to={paths.connect.build()} fz="xs" fw={500}>
              Connect another project
            </Anchor>
          )
        }
      />
    </>
  );
}
