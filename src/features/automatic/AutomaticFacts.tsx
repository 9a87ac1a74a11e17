import type { ReactNode } from 'react';
import { dailyBackupId, type Schedule } from '../../core/schedule.ts';
import { describeRepeats, describeZone } from '../../core/scheduleWords.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { Slot } from '../../core/slot.ts';
import { describeLateness, tellableLateness } from '../../core/slotNews.ts';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { formatComing, formatUntil } from '../../ui/formatComing.ts';
import { formatCount, unknownValue } from '../../ui/formatNumber.ts';
import { exactTime, formatNearMoment } from '../../ui/formatTime.ts';
import { SlotBadge } from '../../ui/SlotBadge.tsx';
import classes from './AutomaticCard.module.css';
import { describeJobs, type LastRun } from './automaticWords.ts';

interface FactProps {
  name: string;
  below: ReactNode;
  title?: string | undefined;
  children: ReactNode;
}

function Fact({ name, below, title, children }: FactProps) {
  return (
    <div className={classes.fact} title={title}>
      <dt>{name}</dt>
      <dd className={classes.value}>{children}</dd>
      <dd className={classes.below}>{below}</dd>
    </div>
  );
}

function LastRunFact({ run, known, now }: { run: LastRun | null; known: boolean; now: number }) {
  if (run === null)
    return (
      <Fact name="Last run" below={unknownValue}>
        {known ? 'None yet' : unknownValue}
      </Fact>
    );
  const when = formatNearMoment(run.startedAt, now);
  const lateMs = run.kind === 'slot' ? tellableLateness(run.slot) : null;
  return (
    <Fact
      name="Last run"
      title={exactTime(run.startedAt)}
      below={
        <>
          {run.kind === 'test' ? `${when}, a test` : when}
          {lateMs !== null && <span className={classes.late}> late by {describeLateness(lateMs)}</span>}
        </>
      }
    >
      {run.kind === 'slot' ? <SlotBadge slot={run.slot} /> : <BackupBadge record={run.record} />}
    </Fact>
  );
}

interface Props {
  settings: ProjectSettings | null;
  /** What runs next; null while stopped or blocked, or when nothing is on. */
  next: { schedule: Schedule; slot: Slot } | null;
  lastRun: LastRun | null;
  /** The run log was read. */
  known: boolean;
  now: number;
}

/** Next run, its schedule, last run, and how many schedules are on. */
export function AutomaticFacts({ settings, next, lastRun, known, now }: Props) {
  const schedules = settings?.schedules ?? [];
  const shown = next?.schedule ?? schedules.find(({ on }) => on) ?? null;
  const stopped = settings?.automatic === false;
  const nothing = settings !== null && shown === null;
  const active = stopped ? 0 : schedules.filter(({ on }) => on).length;
  return (
    <dl className={classes.facts}>
      <Fact
        name={known && lastRun === null ? 'First run' : 'Next run'}
        title={next === null ? undefined : exactTime(new Date(next.slot.dueAt).toISOString())}
        below={
          next === null ? (
            unknownValue
          ) : (
            <>
              {next.schedule.id !== dailyBackupId && `${next.schedule.name}, `}
              {formatComing(next.slot.dueAt, now)}
            </>
          )
        }
      >
        {next === null ? unknownValue : formatUntil(next.slot.dueAt, now)}
      </Fact>
      <Fact name="Schedule" below={shown === null ? unknownValue : describeZone(shown.timeZone)}>
        {shown === null ? (nothing ? 'None is on' : unknownValue) : describeRepeats(shown.repeats)}
      </Fact>
      <LastRunFact run={lastRun} known={known} now={now} />
      <Fact name="Active jobs" below={stopped ? 'while stopped' : describeJobs(schedules) || unknownValue}>
        {formatCount(settings === null ? null : active)}
      </Fact>
    </dl>
  );
}
