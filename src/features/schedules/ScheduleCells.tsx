import { ActionIcon, Menu, Switch, UnstyledButton } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import type { Schedule } from '../../core/schedule.ts';
import { describeRepeats, describeZone } from '../../core/scheduleWords.ts';
import type { ProjectSettings } from '../../core/settings.ts';
import type { SlotRecord } from '../../core/slot.ts';
import { formatUntil } from '../../ui/formatComing.ts';
import { exactTime, formatAge, formatNearMoment } from '../../ui/formatTime.ts';
import { SlotBadge } from '../../ui/SlotBadge.tsx';
import { sayLateness } from '../../ui/slotWords.ts';
import classes from './ScheduleCells.module.css';
import { isBuiltIn } from './ScheduleFormCard.tsx';
import { nextRunAt, sayComing, sayWhat } from './scheduleText.ts';

/** What can be done with a schedule of the list; null where the person may not. */
export interface ScheduleActs {
  edit: (schedule: Schedule) => void;
  askDelete: (schedule: Schedule) => void;
  setOn: (schedule: Schedule, on: boolean) => void;
}

/** What the cells show beside the schedule itself. */
export interface ScheduleContext {
  settings: ProjectSettings;
  /** Nothing can run by itself in this tab. */
  blocked: boolean;
  acts: ScheduleActs | null;
  /** The newest slot of each schedule, by its id. */
  last: ReadonlyMap<string, SlotRecord>;
  now: number;
  /** The viewer's zone. */
  here: string;
}

type CellProps = ScheduleContext & { schedule: Schedule };

export function JobCell({ schedule, settings, acts }: CellProps) {
  return (
    <>
      {acts === null ? (
        <div className={classes.name}>{schedule.name}</div>
      ) : (
        <UnstyledButton
          className={`${classes.name} ${classes.edit}`}
          aria-label={`Edit ${schedule.name}`}
          onClick={() => acts.edit(schedule)}
        >
          {schedule.name}
        </UnstyledButton>
      )}
      <div className={classes.second}>{sayWhat(schedule, settings)}</div>
    </>
  );
}

export function WhenCell({ schedule }: CellProps) {
  return (
    <>
      <div>{describeRepeats(schedule.repeats)}</div>
      <div className={classes.second}>{describeZone(schedule.timeZone)}</div>
    </>
  );
}

export function NextRunCell({ schedule, settings, blocked, now, here }: CellProps) {
  if (!schedule.on)
    return (
      <>
        <div className={classes.quiet}>Off</div>
        {schedule.since !== null && <div className={classes.second}>since {formatAge(schedule.since, now)}</div>}
      </>
    );
  if (!settings.automatic) return <div className={classes.quiet}>Stopped</div>;
  if (blocked) return <div className={classes.quiet}>Cannot run here</div>;
  const at = nextRunAt(schedule, now);
  if (at === null) return <div className={classes.quiet}>Never</div>;
  return (
    <>
      <div>{formatUntil(at, now)}</div>
      <div className={classes.second} title={exactTime(new Date(at).toISOString(), schedule.timeZone)}>
        {sayComing(at, schedule.timeZone, here, now)}
      </div>
    </>
  );
}

export function LastRunCell({ schedule, last, now }: CellProps) {
  const slot = last.get(schedule.id);
  if (slot === undefined) return <div className={classes.quiet}>Not yet</div>;
  const at = slot.startedAt ?? slot.dueAt;
  const more = [sayLateness(slot), slot.removed !== null && `removed ${slot.removed}`].filter(Boolean);
  return (
    <>
      <SlotBadge slot={slot} />
      <div className={classes.second} title={exactTime(at)}>
        {[formatNearMoment(at, now), ...more].join(', ')}
      </div>
    </>
  );
}

export function OnCell({ schedule, acts }: CellProps) {
  return (
    <Switch
      aria-label={`${schedule.name} is on`}
      checked={schedule.on}
      disabled={acts === null}
      onChange={(event) => acts?.setOn(schedule, event.currentTarget.checked)}
    />
  );
}

export function MoreCell({ schedule, acts }: CellProps) {
  if (acts === null) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`More for ${schedule.name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => acts.edit(schedule)}>
          Edit
        </Menu.Item>
        {!isBuiltIn(schedule) && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => acts.askDelete(schedule)}
          >
            Delete…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
