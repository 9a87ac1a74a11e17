import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { BackupRecord } from '../core/backup.ts';
import type { BackupProgress } from '../core/backupProgress.ts';
import { nextSlot } from '../core/dueSlots.ts';
import type { ProjectSettings } from '../core/settings.ts';
import type { SchedulerState } from '../tasks/scheduler.ts';
import { formatUntil } from '../ui/formatComing.ts';
import { formatPercent } from '../ui/formatNumber.ts';
import { useNow } from '../ui/useNow.ts';
import { useObservable } from '../ui/useObservable.ts';
import type { ConnectedProject } from './connectProject.ts';
import classes from './ServiceBox.module.css';

const phases: Record<BackupProgress['phase'], string> = {
  waiting: 'Waiting for another job',
  preparing: 'Backing up',
  snapshot: 'Backing up',
  reading: 'Backing up',
  'sign-in': 'Waiting for sign-in',
  writing: 'Backing up',
  verifying: 'Verifying',
};

interface BoxProps {
  title: string;
  tone: 'accent' | 'green' | 'yellow' | 'red' | 'gray';
  /** At the end of the first line. */
  aside?: ReactNode;
  children?: ReactNode;
}

function Box({ title, tone, aside, children }: BoxProps) {
  return (
    <div className={classes.box}>
      <div className={classes.line}>
        <span className={classes.dot} data-tone={tone} />
        <span className={classes.title}>{title}</span>
        {aside}
      </div>
      {children}
    </div>
  );
}

/** How far a run is; decoration, since the Backups page holds the progress bar that is read out. */
function Job({
  title,
  fraction,
  tone = 'accent',
}: {
  title: string;
  fraction: number | null;
  tone?: BoxProps['tone'];
}) {
  if (fraction === null) return <Box title={title} tone={tone} />;
  return (
    <Box title={title} tone={tone} aside={<span className={classes.quiet}>{formatPercent(fraction)}</span>}>
      <div className={classes.bar} aria-hidden="true">
        <div className={classes.fill} style={{ transform: `scaleX(${fraction})` }} />
      </div>
    </Box>
  );
}

function fractionOf({ totalRows, expectedRows }: BackupRecord): number | null {
  return expectedRows === null || expectedRows === 0 ? null : Math.min(1, totalRows / expectedRows);
}

const looks: Record<SchedulerState['status'], { title: string; tone: BoxProps['tone']; where: string }> = {
  starting: { title: 'Automatic backups starting', tone: 'accent', where: '' },
  leading: { title: 'Automatic backups running', tone: 'green', where: ', in this tab' },
  following: { title: 'Automatic backups running', tone: 'green', where: ', in another tab' },
  off: { title: 'Automatic backups stopped', tone: 'gray', where: '' },
  blocked: { title: 'Automatic backups cannot run', tone: 'red', where: '' },
};

/** "Next in 11 h 27 min, in this tab". `now` in ms. */
function describeNext(status: SchedulerState['status'], settings: ProjectSettings | null, now: number): string | null {
  if (settings === null) return null;
  if (status === 'off') return 'Nothing runs by itself';
  if (status === 'blocked') return 'See Backups for the reason';
  const next = nextSlot(settings.schedules, now);
  return next === null ? 'No schedule is on' : `Next ${formatUntil(next.slot.dueAt, now)}${looks[status].where}`;
}

/** The running job, in this tab or another; otherwise whether automatic backups run, and when next. */
export function ServiceBox({ project }: { project: ConnectedProject }) {
  const { progress } = useObservable(project.runner);
  const { records } = useObservable(project.history);
  const { running } = useObservable(project.queue);
  const { current } = useObservable(project.verification);
  const { slots } = useObservable(project.slots);
  const { settings } = useObservable(project.settingsWatch);
  const { status } = useObservable(project.scheduler);
  const restoring = useStore(project.restore, ({ run }) => (run?.status === 'running' ? run : null));
  const now = useNow(project.services.clock);

  if (restoring !== null) {
    return <Job title="Restoring" fraction={null} tone={restoring.moment.signIn ? 'yellow' : 'accent'} />;
  }
  if (progress !== null) {
    const tone = progress.phase === 'sign-in' ? 'yellow' : 'accent';
    return <Job title={phases[progress.phase]} fraction={progress.fraction} tone={tone} />;
  }
  if (running?.kind === 'cleanup') return <Job title="Cleaning up" fraction={null} />;
  if (running?.kind === 'verification') return <Job title="Verifying" fraction={current?.share ?? null} />;
  const elsewhere = records.find((record) => record.status === 'in progress');
  if (elsewhere !== undefined) return <Job title="Backing up in another tab" fraction={fractionOf(elsewhere)} />;
  if (slots.some((slot) => slot.state === 'running' && slot.job === 'cleanup'))
    return <Job title="Cleaning up in another tab" fraction={null} />;
  if (
    slots.some((slot) => slot.state === 'running' && slot.job === 'verification' && slot.tab !== project.services.tab)
  )
    return <Job title="Verifying in another tab" fraction={null} />;

  const retrying = slots.find((slot) => slot.state === 'retrying');
  if (retrying !== undefined && retrying.nextTryAt !== null && status !== 'off')
    return (
      <Box title={`${retrying.name} failed`} tone="yellow">
        <div className={classes.quiet}>Next try {formatUntil(Date.parse(retrying.nextTryAt), now)}</div>
      </Box>
    );
  const { title, tone } = looks[status];
  return (
    <Box title={title} tone={tone}>
      <div className={classes.quiet}>{describeNext(status, settings, now)}</div>
    </Box>
  );
}
