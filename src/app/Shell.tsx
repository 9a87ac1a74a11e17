import { ActionIcon, Button, Drawer } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router-dom';
import type { AppUpdates } from '../adapters/browser/appUpdates.ts';
import { formatPercent } from '../ui/formatNumber.ts';
import { Mark } from '../ui/Mark.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useObservable } from '../ui/useObservable.ts';
import { AppUpdate } from './AppUpdate.tsx';
import type { ConnectedProject } from './connectProject.ts';
import { MainNav } from './MainNav.tsx';
import { ProjectBox } from './ProjectBox.tsx';
import { paths } from './paths.ts';
import { RestoreGuard } from './RestoreGuard.tsx';
import { ServiceBox } from './ServiceBox.tsx';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu.tsx';
import { usePlatform } from './usePlatform.ts';

/** Moves the focus to the new page's content, as a browser does when it loads a page. */
function useFocusOnNavigation(pathname: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return main;
}

/** An answer from before is still shown when asking again failed; this says so. */
function StaleNotice({ project }: { project: ConnectedProject }) {
  const { status, error, checking } = useObservable(project.inspector);
  const { online } = useNetwork();
  if (error === null) return null;
  const asked = status === 'error' ? 'The project could not be asked again' : 'The list of tables could not be read';
  return (
    <div className={classes.notice}>
      <Notice
        kind="warning"
        title={online ? asked : 'You are offline'}
        action={
          <Button size="xs" loading={checking} onClick={() => void project.inspector.refresh()}>
            Try again
          </Button>
        }
      >
        {online
          ? [error.message, error.hint].filter(Boolean).join(' ')
          : 'What is kept in this browser can be read and downloaded. Backups go on when the project can be reached again.'}
      </Notice>
    </div>
  );
}

/** A run whose session ran out says so on every page, with the way on. */
function SignInAgain({ project }: { project: ConnectedProject }) {
  const { progress } = useObservable(project.runner);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (progress?.phase !== 'sign-in') return null;
  return (
    <div className={classes.notice}>
      <Notice
        kind="info"
        title="Sign in again to go on"
        action={
          <Button size="xs" onClick={() => void navigate(paths.signIn.build(), { state: { from: pathname } })}>
            Sign in
          </Button>
        }
      >
        The backup waits at {formatPercent(progress.fraction)}. Nothing is lost.
      </Notice>
    </div>
  );
}

/** What stands around every page of a connected project: sidebar, or top bar and drawer on a phone. */
export function Shell({ project, updates }: { project: ConnectedProject; updates: AppUpdates }) {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const main = useFocusOnNavigation(pathname);
  const [menuOpen, setMenuOpen] = useState(false);
  const email = project.services.project.identity()?.email ?? '';
  const platform = usePlatform(project);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the drawer
  useEffect(() => setMenuOpen(false), [pathname]);

  const column: ReactNode = (
    <div className={classes.column}>
      <ProjectBox project={project} onConnectAnother={() => void navigate(paths.connect.build())} />
      <MainNav history={project.history} />
      <div className={classes.bottom}>
        <ServiceBox project={project} />
        <UserMenu project={project} email={email} />
      </div>
    </div>
  );

  return (
    <div className={classes.shell}>
      <RestoreGuard project={project} />
      <a className={classes.skip} href="#content">
        Skip to content
      </a>
      <header className={classes.sidebar}>
        <div className={classes.brand}>
          <Mark size={20} />
          Holdfast
        </div>
        {column}
      </header>
      <header className={classes.topbar}>
        <Mark size={22} />
        <span className={classes.topTitle}>{platform}</span>
        <ActionIcon aria-label="Open menu" aria-expanded={menuOpen} onClick={() => setMenuOpen(true)}>
          <IconMenu2 size={22} aria-hidden="true" />
        </ActionIcon>
      </header>
      <Drawer
        opened={menuOpen}
        onClose={() => setMenuOpen(false)}
        title="Holdfast"
        size={300}
        closeButtonProps={{ 'aria-label': 'Close menu' }}
        styles={{
          content: { display: 'flex', flexDirection: 'column' },
          body: { display: 'flex', flex: 1, flexDirection: 'column' },
        }}
      >
        {column}
      </Drawer>
      <main id="content" ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <SignInAgain project={project} />
          <StaleNotice project={project} />
          <AppUpdate updates={updates} project={project} />
          <Outlet />
        </div>
      </main>
    </div>
  );
}
