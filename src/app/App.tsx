import { useEffect, useState } from 'react';
import { Link, Navigate, Route, Routes } from 'react-router-dom';
import { type AppLinkProps, LinkProvider } from '../ui/AppLink.tsx';
import { UiProvider } from '../ui/UiProvider.tsx';
import { createUnsavedChanges, UnsavedChangesProvider } from '../ui/unsavedChanges.ts';
import { useObservable } from '../ui/useObservable.ts';
import { AuditRoute } from './AuditRoute.tsx';
import { type AppController, type AppParts, createAppController } from './appController.ts';
import { BackupRoute } from './BackupRoute.tsx';
import { BackupsRoute } from './BackupsRoute.tsx';
import { CompareRoute } from './CompareRoute.tsx';
import { ConnectRoute } from './ConnectRoute.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { FindRoute } from './FindRoute.tsx';
import { LeaveGuard } from './LeaveGuard.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { OverviewRoute } from './OverviewRoute.tsx';
import { paths } from './paths.ts';
import { RequireAdmin } from './RequireAdmin.tsx';
import { RestoreRoute } from './RestoreRoute.tsx';
import { RestoresRoute } from './RestoresRoute.tsx';
import { RetentionRoute } from './RetentionRoute.tsx';
import { SchedulesRoute } from './SchedulesRoute.tsx';
import { SettingsRoute } from './SettingsRoute.tsx';
import { Shell } from './Shell.tsx';
import { SignInRoute } from './SignInRoute.tsx';
import { EnvironmentRefused, InsecureContext, StartFailed } from './StartProblem.tsx';

const RouterLink = (props: AppLinkProps) => <Link {...props} />;

function UnconnectedRoutes({ parts, controller }: { parts: AppParts; controller: AppController }) {
  return (
    <Routes>
      <Route path={paths.connect.pattern} element={<ConnectRoute parts={parts} controller={controller} />} />
      <Route path="*" element={<Navigate to={paths.connect.build()} replace />} />
    </Routes>
  );
}

interface ConnectedRoutesProps {
  parts: AppParts;
  controller: AppController;
  project: ConnectedProject;
}

function ConnectedRoutes({ parts, controller, project }: ConnectedRoutesProps) {
  const overview = <Navigate to={paths.overview.build()} replace />;
  return (
    <Routes>
      <Route path={paths.home.pattern} element={overview} />
      <Route
        path={paths.connect.pattern}
        element={project.fixed ? overview : <ConnectRoute parts={parts} controller={controller} />}
      />
      <Route path={paths.signIn.pattern} element={<SignInRoute project={project} />} />
      <Route
        element={
          <RequireAdmin project={project}>
            <Shell project={project} updates={parts.updates} />
          </RequireAdmin>
        }
      >
        <Route path={paths.overview.pattern} element={<OverviewRoute project={project} />} />
        <Route path={paths.backups.pattern} element={<BackupsRoute project={project} />} />
        <Route path={paths.backup.pattern} element={<BackupRoute project={project} />} />
        <Route path={paths.compare.pattern} element={<CompareRoute project={project} />} />
        <Route path={paths.find.pattern} element={<FindRoute project={project} />} />
        <Route path={paths.restore.pattern} element={<RestoreRoute project={project} />} />
        <Route path={paths.restores.pattern} element={<RestoresRoute project={project} />} />
        <Route path={paths.audit.pattern} element={<AuditRoute project={project} />} />
        <Route path={paths.schedules.pattern} element={<SchedulesRoute project={project} />} />
        <Route path={paths.retention.pattern} element={<RetentionRoute project={project} />} />
        <Route path={paths.settings.pattern} element={<SettingsRoute project={project} />} />
      </Route>
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function Start({ parts, controller }: { parts: AppParts; controller: AppController }) {
  const state = useObservable(controller);
  switch (state.status) {
    case 'loading':
      return null;
    case 'error':
      return (
        <StartFailed
          title="The connection could not be read"
          message={state.message}
          hint={state.hint}
          onRetry={() => void controller.start()}
        />
      );
    case 'refused':
      return <EnvironmentRefused problems={state.problems} />;
    case 'insecure':
      return <InsecureContext address={window.location.origin} />;
    case 'unconnected':
      return <UnconnectedRoutes parts={parts} controller={controller} />;
    case 'connected':
      return <ConnectedRoutes parts={parts} controller={controller} project={state.project} />;
  }
}

export interface AppProps {
  parts: AppParts;
  /** `test` leaves out transitions and portals. */
  env?: 'default' | 'test';
}

/** The whole app inside of a data router: decides what may be shown, then shows its routes. */
export function App({ parts, env = 'default' }: AppProps) {
  const [controller] = useState(() => createAppController(parts));
  const [unsaved] = useState(createUnsavedChanges);
  useEffect(() => {
    void controller.start(); // never rejects
  }, [controller]);
  return (
    // Around toasts and dialogs too, which have links of their own.
    <LinkProvider link={RouterLink}>
      <UiProvider env={env}>
        <UnsavedChangesProvider value={unsaved}>
          <LeaveGuard unsaved={unsaved} />
          <Start parts={parts} controller={controller} />
        </UnsavedChangesProvider>
      </UiProvider>
    </LinkProvider>
  );
}
