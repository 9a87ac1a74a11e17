import { Button } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { asSentence } from '../../core/asSentence.ts';
import type { RestoreMode, RestoreRecord } from '../../core/restore.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { announce } from '../../ui/LiveRegion.tsx';
import { PhasesList } from './PhasesList.tsx';
import { DoneTable, ReportActs } from './ReportCard.tsx';
import classes from './RestorePage.module.css';
import { RowsDrawer, type ShownRows } from './RowsDrawer.tsx';
import { RunningCard } from './RunningCard.tsx';
import type { RestoreRun } from './restoreStore.ts';
import { isTakenBack, titleOf } from './restoreWords.ts';
import { StateNotice } from './StateNotice.tsx';

interface Links {
  signInHref: string;
  /** Address of the history. */
  historyHref(): string;
  backupHref(id: string): string;
  restoreHref(backup: string, tables: readonly string[], mode: RestoreMode): string;
}

interface Props {
  run: RestoreRun | null;
  /** The record as it is now: after an undo it says so. */
  current: RestoreRecord | null;
  undoUntil: string | null;
  undoing: boolean;
  settling: boolean;
  now: number;
  links: Links;
  onCancel(): void;
  onUndo(id: string): void;
  onSettle(): void;
  /** Back to a new rehearsal. */
  onRehearse(): void;
  onStartOver(): void;
}

type ReportProps = Omit<Props, 'run' | 'current' | 'onCancel'> & { record: RestoreRecord };

/** What became of a restore, in words and in numbers. */
function Report({ record, undoUntil, undoing, settling, now, links, ...on }: ReportProps) {
  const [shown, setShown] = useState<ShownRows | null>(null);
  const { state } = record;
  const failed = state !== 'restored' && state !== 'undone';
  const title = titleOf(record);
  useEffect(() => announce(`${title}.`, failed ? 'assertive' : 'polite'), [title, failed]);
  const again = state === 'nothing-written' || state === 'rolled-back';
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <StateNotice record={record} settling={settling} now={now} onSettle={on.onSettle} />
        <Card title="Report" flush>
          <div className={classes.reportHead}>
            <ReportActs
              record={record}
              undoUntil={undoUntil}
              undoing={undoing}
              now={now}
              backupHref={links.backupHref}
              restoreHref={links.restoreHref}
              onUndo={() => on.onUndo(record.id)}
              onConflicts={() =>
                setShown({
                  kind: 'conflicts',
                  conflicts: record.conflicts,
                  count: Math.max(
                    record.conflicts.length,
                    record.tables.reduce((sum, { leftOut }) => sum + leftOut, 0),
                  ),
                })
              }
            />
          </div>
          <DoneTable tables={record.tables} takenBack={isTakenBack(state)} />
          <div className={classes.reportFoot}>
            {again && (
              <Button variant="filled" onClick={on.onRehearse}>
                Rehearse again
              </Button>
            )}
            <Button onClick={on.onStartOver}>Restore something else</Button>
            <Button component={AppLink} to={links.historyHref()}>
              Restore history
            </Button>
          </div>
        </Card>
      </div>
      <div className={classes.side}>
        <Card title="Phases">
          <PhasesList phases={record.phases} />
        </Card>
      </div>
      <RowsDrawer shown={shown} onClose={() => setShown(null)} />
    </div>
  );
}

/** The fifth step: the restore itself, then its report. */
export function RunStep({ run, current, onCancel, ...props }: Props) {
  if (run === null) {
    return (
      <Card label="Restore">
        <EmptyState icon={<IconRestore size={20} />} title="Nothing is being restored">
          Rehearse first: then it is known what would change.
        </EmptyState>
      </Card>
    );
  }
  if (run.status === 'running') {
    return <RunningCard run={run} signInHref={props.links.signInHref} onCancel={onCancel} />;
  }
  if (run.status === 'not-begun') {
    return (
      <Card label="Restore">
        {run.error === null ? (
          <EmptyState
            icon={<IconRestore size={20} />}
            title="The restore was cancelled"
            action={<Button onClick={props.onRehearse}>Rehearse again</Button>}
          >
            Nothing was written: the tables are as they were before.
          </EmptyState>
        ) : (
          <ErrorNotice
            title="The restore did not begin"
            message={`${asSentence(run.error.message)} Nothing was written.`}
            hint={run.error.hint}
            action={
              <Button size="xs" onClick={props.onRehearse}>
                Rehearse again
              </Button>
            }
          />
        )}
      </Card>
    );
  }
  // What is on disk may be older: it could not be kept, or is not settled yet.
  const isOlder = current === null || current.state === 'running';
  return <Report {...props} record={isOlder ? run.record : current} />;
}
