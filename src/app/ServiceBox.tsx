import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import { formatPercent } from '../ui/formatNumber.ts';
import { formatAge } from '../ui/formatTime.ts';
import { useNow } from '../ui/useNow.ts';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import classes from './ServiceBox.module.css';

const phases: Record<BackupProgress['phase'], string> = {
  waiting: 'Waiting for another backup',
  preparing: 'Backing up',
  reading: 'Backing up',
  'sign-in': 'Waiting for sign-in',
  writing: 'Backing up',
  verifying: 'Verifying',
};

/** How far a run is; decoration, since the Backups page holds the progress bar that is read out. */
function Job({ title, fraction, tone }: { title: string; fraction: number | null; tone: 'accent' | 'yellow' }) {
  return (
    <div className={classes.box}>
      <div className={classes.line}>
        <span className={classes.dot} data-tone={tone} />
        <span className={classes.title}>{title}</span>
        {fraction !== null && <span className={classes.quiet}>{formatPercent(fraction)}</span>}
      </div>
      {fraction !== null && (
        <div className={classes.bar} aria-hidden="true">
          <div className={classes.fill} style={{ transform: `scaleX(${fraction})` }} />
        </div>
      )}
    </div>
  );
}

function fractionOf({ totalRows, expectedRows }: BackupRecord): number | null {
  return expectedRows === null || expectedRows === 0 ? null : Math.min(1, totalRows / expectedRows);
}

/** The running job, in this tab or another; otherwise the age of the last backup. */
export function ServiceBox({ project }: { project: ConnectedProject }) {
  const { progress } = useObservable(project.runner);
  const { status, records } = useObservable(project.history);
  const now = useNow(project.services.clock);

  if (progress !== null)
    return (
      <Job
        title={phases[progress.phase]}
        fraction={progress.fraction}
        tone={progress.phase === 'sign-in' ? 'yellow' : 'accent'}
      />
    );
  const elsewhere = records.find((record) => record.status === 'in progress');
  if (elsewhere !== undefined)
    return <Job title="Backing up in another tab" fraction={fractionOf(elsewhere)} tone="accent" />;
  const last = records.find((record) => record.archive !== null);
  return (
    <div className={classes.box}>
      <div className={classes.line}>
        <span className={classes.dot} />
        <span className={classes.title}>No backup is running</span>
      </div>
      {status !== 'loading' && (
        <div className={classes.quiet}>
          {last === undefined ? 'No backup yet' : `Last backup ${formatAge(last.createdAt, now)}`}
        </div>
      )}
    </div>
  );
}
