import { Button, VisuallyHidden } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router-dom';
import { useStore } from 'zustand';
import { adminSqlFor } from '../core/helperSql.ts';
import { sqlEditorUrl } from '../features/helper/sqlEditorUrl.ts';
import { NotAdminPage } from '../features/session/NotAdminPage.tsx';
import { CardSkeleton } from '../ui/CardSkeleton.tsx';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import { paths } from './paths.ts';
import classes from './StartProblem.module.css';
import { StartFailed } from './StartProblem.tsx';
import { usePlatform } from './usePlatform.ts';

/** Lets only admins through. RLS is the real guard; this spares everybody else pages full of refusals. */
export function RequireAdmin({ project, children }: { project: ConnectedProject; children: ReactNode }) {
  const { status, access, error, checking } = useObservable(project.inspector);
  const { busy, signOut } = useStore(project.session);
  const { pathname } = useLocation();
  const { online } = useNetwork();
  const platform = usePlatform(project);
  const { services, inspector } = project;

  if (status === 'signed-out') return <Navigate to={paths.signIn.build()} state={{ from: pathname }} replace />;
  if (access?.admin === true) return children;
  const identity = services.project.identity();
  if (access !== null && identity !== null) {
    const adminSql = adminSqlFor(identity);
    return (
      <NotAdminPage
        store={project.session}
        email={identity.email}
        platform={platform}
        adminSql={adminSql}
        onCopyHelper={project.helper.getState().copySql}
        onCopyAdminSql={() => services.host.copyText(adminSql)}
        sqlEditor={sqlEditorUrl(project.connection.url)}
        onCheckAgain={inspector.refresh}
        checking={checking}
      />
    );
  }
  if (status === 'error' && error !== null)
    return (
      <StartFailed
        title={online ? 'The project could not be asked who you are' : 'You are offline'}
        message={online ? error.message : 'The project could not be asked who you are.'}
        hint={error.hint}
        retrying={checking}
        onRetry={() => void inspector.refresh()}
        action={
          // A session that the project no longer accepts would otherwise leave no way out of this page.
          <Button loading={busy} onClick={() => void signOut()}>
            Sign out
          </Button>
        }
      />
    );
  return (
    <main className={classes.page}>
      <VisuallyHidden>
        <h1>Opening {platform}</h1>
      </VisuallyHidden>
      <CardSkeleton />
    </main>
  );
}
