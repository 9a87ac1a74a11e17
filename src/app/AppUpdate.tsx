import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { AppUpdates } from '../adapters/browser/appUpdates.ts';
import { jobLock } from '../tasks/runLock.ts';
import { Notice } from '../ui/Notice.tsx';
import { useUnsaved } from '../ui/unsavedChanges.ts';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import classes from './Shell.module.css';

/** How often other tabs are asked whether a job runs in one of them, ms. Nothing tells when a lock is given back. */
const askEveryMs = 5_000;

/** Whether a job runs or waits in this tab. */
function useJobHere(project: ConnectedProject): boolean {
  const { running, waiting } = useObservable(project.queue);
  return running !== null || waiting.length > 0;
}

/** Whether a job runs in any tab. */
function useJobAnywhere(project: ConnectedProject): boolean {
  const here = useJobHere(project);
  const [held, setHeld] = useState(false);
  const { clock, lock } = project.services;
  const name = jobLock(project.services.project.id);
  useEffect(() => {
    if (here) return;
    const gone = new AbortController();
    const ask = async () => {
      while (!gone.signal.aborted) {
        const answer = await lock.isHeld(name);
        if (!gone.signal.aborted) setHeld(answer);
        await clock.sleep(askEveryMs, gone.signal);
      }
    };
    ask().catch((error: unknown) => {
      if (!gone.signal.aborted) throw error;
    });
    return () => gone.abort();
  }, [here, clock, lock, name]);
  return here || held;
}

/** A tab whose version was replaced from another tab loads the new one as soon as that disturbs nothing. */
function Replaced({ updates, project }: AppUpdateProps) {
  const busy = useJobHere(project);
  const unsaved = useUnsaved();
  const free = !busy && !unsaved;
  useEffect(() => {
    if (free) updates.reload();
  }, [free, updates]);
  if (free) return null;
  return (
    <Notice kind="quiet" title="Another tab took a new version of Holdfast">
      {busy
        ? 'This tab goes on with the old one, and loads the new one once its job has ended.'
        : 'This tab goes on with the old one. Save or reset your changes, and it loads the new one.'}
    </Notice>
  );
}

function Waiting({ updates, project }: AppUpdateProps) {
  const busy = useJobAnywhere(project);
  const unsaved = useUnsaved();
  const reason = busy
    ? 'A job runs in this browser. The update can be taken once it has ended.'
    : unsaved
      ? 'Save or reset your changes first: taking it loads this page anew.'
      : null;
  return (
    <Notice
      kind="quiet"
      title="A new version of Holdfast is ready"
      action={
        <Button size="xs" disabled={reason !== null} onClick={() => updates.apply()}>
          Update now
        </Button>
      }
    >
      {reason ?? 'Taking it loads this page anew, in every tab. Backups stay where they are.'}
    </Notice>
  );
}

interface AppUpdateProps {
  updates: AppUpdates;
  project: ConnectedProject;
}

/** Tells about a new version of the app. Never gets in the way of a job, or of what is typed. */
export function AppUpdate({ updates, project }: AppUpdateProps) {
  const { waiting, replaced } = useObservable(updates);
  if (!waiting && !replaced) return null;
  return (
    <div className={classes.notice}>
      {replaced ? <Replaced updates={updates} project={project} /> : <Waiting updates={updates} project={project} />}
    </div>
  );
}
