import { nextSlot } from '../../core/dueSlots.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { SchedulerState } from '../../tasks/scheduler.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatComing, formatUntil } from '../../ui/formatComing.ts';
import { exactTime } from '../../ui/formatTime.ts';
import classes from './NextRunCard.module.css';

interface Props {
  /** Null while unknown. */
  settings: ProjectSettings | null;
  status: SchedulerState['status'];
  /** ms since the epoch. */
  now: number;
  schedulesHref: string;
}

interface Words {
  title: string;
  line: string;
  exact?: string | undefined;
}

function describeNext(settings: ProjectSettings, status: SchedulerState['status'], now: number): Words {
  if (status === 'blocked') return { title: 'None', line: 'Automatic backups cannot run in this tab' };
  if (!settings.automatic) return { title: 'Stopped', line: 'Nothing runs until automatic backups are started again' };
  const next = nextSlot(settings.schedules, now);
  if (next === null) return { title: 'None', line: 'No schedule is on' };
  const { slot, schedule } = next;
  return {
    title: formatUntil(slot.dueAt, now),
    line: `${schedule.name}, ${formatComing(slot.dueAt, now)}`,
    exact: exactTime(new Date(slot.dueAt).toISOString()),
  };
}

/** What runs next by itself, when, and on what terms. */
export function NextRunCard({ settings, status, now, schedulesHref }: Props) {
  const words = settings === null ? null : describeNext(settings, status, now);
  const where = status === 'following' ? 'Runs in another tab, while that' : 'Runs while this tab';
  return (
    <Card
      title="Next run"
      aside={
        <AppLink to={schedulesHref} className={classes.link}>
          All schedules
        </AppLink>
      }
    >
      {words !== null && (
        <>
          <p className={classes.title} title={words.exact}>
            {words.title}
          </p>
          <p className={classes.line}>{words.line}</p>
          {words.exact !== undefined && <p className={classes.terms}>{`${where} is open and you are signed in.`}</p>}
        </>
      )}
    </Card>
  );
}
