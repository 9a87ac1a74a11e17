import { formatBytes } from '../../ui/formatBytes.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import classes from './PlanCard.module.css';
import { BackupCell, NowCell, type PlanContext, ReasonsCell } from './PlanCells.tsx';
import { type Decision, formatOld } from './planWords.ts';

/** What would become of each backup, where there is no room for a table. */
export function PlanList({ decisions, ...context }: PlanContext & { decisions: readonly Decision[] }) {
  return (
    <ul className={classes.list} aria-label="What it would do now">
      {decisions.map(({ record, keep, reasons }) => (
        <li key={record.id} className={classes.item}>
          <BackupCell record={record} {...context} />
          <NowCell keep={keep} />
          <span className={classes.about}>
            <TypeBadge type={record.type} /> {formatOld(record.createdAt, context.now)},{' '}
            {formatBytes(record.archive?.sizeBytes ?? null)}
          </span>
          <span className={classes.why}>
            <ReasonsCell keep={keep} reasons={reasons} />
          </span>
        </li>
      ))}
    </ul>
  );
}
