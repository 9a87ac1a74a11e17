import { Button } from '@mantine/core';
import { memo, useDeferredValue, useEffect } from 'react';
import type { BackupProgress } from '../../core/backupProgress.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatTimeLeft } from '../../ui/formatDuration.ts';
import { formatCount, formatPercent } from '../../ui/formatNumber.ts';
import { announce } from '../../ui/LiveRegion.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useObservable } from '../../ui/useObservable.ts';
import classes from './RunCard.module.css';
import { RunTables } from './RunTables.tsx';
import { announceProgress, describePhase, formatRowsRead, progressText } from './runWords.ts';

function Figure({ value, label, title }: { value: string; label: string; title?: string | undefined }) {
  return (
    <div className={classes.figure} title={title}>
      <span className={classes.value}>{value}</span>
      <span className={classes.label}>{label}</span>
    </div>
  );
}

function OverallBar({ progress }: { progress: BackupProgress }) {
  return (
    <div className={classes.overall}>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label="Progress of the backup"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(progress.fraction * 100)}
        aria-valuetext={progressText(progress)}
      >
        <div className={classes.fill} style={{ transform: `scaleX(${progress.fraction})` }} />
      </div>
      <span className={classes.percent} aria-hidden="true">
        {formatPercent(progress.fraction)}
      </span>
    </div>
  );
}

const RunReport = memo(function RunReport({
  progress,
  runner,
  narrow,
}: {
  progress: BackupProgress;
  runner: BackupRunner;
  narrow: boolean;
}) {
  const { title, line } = describePhase(progress);
  const still = progress.phase === 'waiting' || progress.phase === 'sign-in';
  return (
    <Card label="Backup in progress" tone={progress.phase === 'sign-in' ? 'yellow' : 'accent'} flush>
      <div className={classes.head}>
        <div className={classes.what}>
          <span className={classes.spinner}>
            <Spinner size={18} />
          </span>
          <div className={classes.words}>
            <h2 className={classes.title}>{title}</h2>
            <p className={classes.line}>{line}</p>
          </div>
        </div>
        <div className={classes.figures}>
          <Figure value={formatRowsRead(progress)} label="rows read" />
          <Figure value={formatBytes(progress.bytes)} label="of data" title={exactBytes(progress.bytes)} />
          <Figure
            value={formatCount(still || progress.rowsPerSecond === null ? null : Math.round(progress.rowsPerSecond))}
            label="rows per second"
          />
          <Figure value={formatTimeLeft(still ? null : progress.secondsLeft)} label="left" />
        </div>
        <Button className={classes.cancel ?? ''} c="var(--hf-red-text)" onClick={() => runner.cancel()}>
          Cancel
        </Button>
        <OverallBar progress={progress} />
      </div>
      {progress.tables.length > 0 && <RunTables tables={progress.tables} narrow={narrow} />}
    </Card>
  );
});

/** The run of this tab, while one is on: how far it is, a line per table, and Cancel. It alone renders at every report. */
export function RunCard({ runner, narrow }: { runner: BackupRunner; narrow: boolean }) {
  // Deferred, so that a report is rendered a little at a time between the pages that come in.
  const { progress } = useDeferredValue(useObservable(runner));
  const said = progress === null ? null : announceProgress(progress);
  useEffect(() => {
    if (said !== null) announce(said);
  }, [said]);
  return progress === null ? null : <RunReport progress={progress} runner={runner} narrow={narrow} />;
}
