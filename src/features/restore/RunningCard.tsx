import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { RestorePhaseName } from '../../core/restore.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { PhasesList } from './PhasesList.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import classes from './RunCards.module.css';
import type { RestoreRun } from './restoreStore.ts';
import { phaseWords } from './restoreWords.ts';

interface Props {
  run: RestoreRun & { status: 'running' };
  /** Where one signs in again. */
  signInHref: string;
  onCancel(): void;
}

const keepOpen = 'Keep this tab open until the report.';

function lineOf({ record, moment, cancelling }: Props['run']): string {
  const isOn = (name: RestorePhaseName) =>
    record?.phases.some((each) => each.name === name && each.state === 'running');
  if (isOn('roll back')) return `What was written is being taken back. ${keepOpen} This cannot be cancelled.`;
  if (record?.way === 'rest' && isOn('apply') && moment.cancellable) {
    return cancelling
      ? `Stopping. What was written is then taken back. ${keepOpen}`
      : `${keepOpen} You can cancel: what was written is then taken back.`;
  }
  if (isOn('recount')) return `Everything was sent. ${keepOpen} It can no longer be cancelled.`;
  if (cancelling && moment.cancellable) return 'Stopping. Nothing was written.';
  return moment.cancellable ? 'Nothing is written yet. You can cancel.' : `${keepOpen} It can no longer be cancelled.`;
}

/** A restore that is on: its phases, how far the running one is, and the way to end it while there is one. */
export function RunningCard({ run, signInHref, onCancel }: Props) {
  const { record, moment, cancelling } = run;
  const phase = record?.phases.find(({ state }) => state === 'running');
  const title = phase === undefined ? 'Starting the restore' : phaseWords[phase.name];
  useEffect(() => announce(`${title}.`), [title]);
  return (
    <Card label="Restore in progress" tone="accent">
      <div className={classes.head}>
        <span className={classes.spinner}>
          <Spinner size={18} />
        </span>
        <div className={classes.words}>
          <h2 className={classes.title}>{title}</h2>
          <p className={classes.line}>{lineOf(run)}</p>
        </div>
        {moment.cancellable && (
          <Button c="var(--hf-red-text)" loading={cancelling} onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      <ProgressBar label="Progress of this phase" share={moment.share} />
      {moment.signIn && (
        <div className={classes.notice}>
          <Notice
            kind="warning"
            title="Sign in again to go on"
            action={
              <Button size="xs" component={AppLink} to={signInHref}>
                Sign in
              </Button>
            }
          >
            The restore waits for you. Nothing is lost.
          </Notice>
        </div>
      )}
      {record !== null && (
        <div className={classes.phases}>
          <PhasesList phases={record.phases} />
        </div>
      )}
    </Card>
  );
}
