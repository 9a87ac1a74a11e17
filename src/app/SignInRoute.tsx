import { Anchor } from '@mantine/core';
import { Navigate, useLocation } from 'react-router-dom';
import type { SlotRecord } from '../core/slot.ts';
import { SignInPage } from '../features/session/SignInPage.tsx';
import { AppLink } from '../ui/AppLink.tsx';
import { useObservable } from '../ui/useObservable.ts';
import { waitsForSignIn } from '../ui/waitingWords.ts';
import type { ConnectedProject } from './connectProject.ts';
import { PageTitle } from './PageTitle.tsx';
import { paths } from './paths.ts';
import { usePlatform } from './usePlatform.ts';

/** The page that the person wanted before they had to sign in; only ever a page of this app. */
function wantedPage(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && from.startsWith(paths.overview.build()) ? from : paths.overview.build();
}

/** What is due and waits for this sign-in: "Daily backup, due 02:00, is waiting for sign-in". */
function describeWaiting(slots: readonly SlotRecord[], now: number): string[] {
  return slots.map((slot) => waitsForSignIn(slot, now)).filter((words) => words !== null);
}

/** `/sign-in`: back to the wanted page as soon as somebody is signed in. */
export function SignInRoute({ project }: { project: ConnectedProject }) {
  const { status } = useObservable(project.inspector);
  const platform = usePlatform(project);
  const { progress } = useObservable(project.runner);
  const { slots } = useObservable(project.slots);
  const { state } = useLocation();
  // A session that ran out may still look signed in; the run knows better.
  const runWaits = progress?.phase === 'sign-in';
  if ((status === 'ready' || status === 'error') && !runWaits) return <Navigate to={wantedPage(state)} replace />;
  return (
    <>
      <PageTitle page="Sign in" project={project} />
      <SignInPage
        store={project.session}
        platform={platform}
        host={project.host}
        opening={status === 'loading' && !runWaits}
        waitingSlots={describeWaiting(slots, project.services.clock.now())}
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
