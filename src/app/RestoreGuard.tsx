import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ConnectedProject } from './connectProject.ts';

/** While a restore is on, the browser asks before the tab is closed. Other pages of the app may be looked at: it goes on. */
export function RestoreGuard({ project }: { project: ConnectedProject }) {
  const running = useStore(project.restore, ({ run }) => run?.status === 'running');
  useEffect(() => {
    if (!running) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [running]);
  return null;
}
