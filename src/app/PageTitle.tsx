import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { isUnseenFailure } from '../core/slotNews.ts';
import { formatPercent } from '../ui/formatNumber.ts';
import type { ConnectedProject } from './connectProject.ts';

type Job = Pick<ConnectedProject, 'runner' | 'queue' | 'slots'>;

const failed = 'Failed';

/** What stands first in the title, as a tab bar cuts off its end: how far the running job is, or that one failed. */
function prefixOf({ runner, queue, slots }: Job): string | null {
  const { progress } = runner.get();
  if (progress !== null) return formatPercent(progress.fraction);
  const { running } = queue.get();
  if (running?.kind === 'cleanup') return 'Cleaning up';
  if (running?.kind === 'verification') return 'Verifying';
  if (running !== null) return 'Running';
  return slots.get().slots.some(isUnseenFailure) ? failed : null;
}

function faviconOf(prefix: string | null): string {
  if (prefix === null) return 'favicon.svg';
  return prefix === failed ? 'favicon-failed.svg' : 'favicon-running.svg';
}

interface Props {
  /** The page's name: "Backups". */
  page: string;
  /** Absent where nothing is connected. */
  project?: ConnectedProject;
}

/** Title and icon of the browser's tab: "53% · Backups · Holdfast". They tell of a running or failed job from afar. */
export function PageTitle({ page, project }: Props) {
  // A text, so that the title is rendered only when it changes, not at every report of a run.
  const prefix = useSyncExternalStore(
    useCallback(
      (listener) => {
        const ends = [project?.runner, project?.queue, project?.slots].map((watched) => watched?.subscribe(listener));
        return () => {
          for (const end of ends) end?.();
        };
      },
      [project],
    ),
    () => (project === undefined ? null : prefixOf(project)),
  );
  const icon = `${import.meta.env.BASE_URL}${faviconOf(prefix)}`;
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link !== null && link.getAttribute('href') !== icon) link.href = icon;
  }, [icon]);
  return <title>{`${prefix === null ? '' : `${prefix} · `}${page} · Holdfast`}</title>;
}
