import {
  JobCell,
  LastRunCell,
  MoreCell,
  NextRunCell,
  OnCell,
  type ScheduleContext,
  WhenCell,
} from './ScheduleCells.tsx';
import classes from './SchedulesList.module.css';

/** The schedules where there is no room for a table. */
export function SchedulesList(context: ScheduleContext) {
  return (
    <ul className={classes.list} aria-label="Schedules">
      {context.settings.schedules.map((schedule) => {
        const cell = { schedule, ...context };
        return (
          <li key={schedule.id} className={classes.item}>
            <div>
              <JobCell {...cell} />
            </div>
            <div className={classes.acts}>
              <OnCell {...cell} />
              <MoreCell {...cell} />
            </div>
            <div className={classes.wide}>
              <WhenCell {...cell} />
            </div>
            <div>
              <div className={classes.label}>Next run</div>
              <NextRunCell {...cell} />
            </div>
            <div>
              <div className={classes.label}>Last run</div>
              <LastRunCell {...cell} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
