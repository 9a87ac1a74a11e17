import type { BackupRecord } from '../../core/backup.ts';
import type { BackupRunner } from '../../tasks/backupRunner.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatAge } from '../../ui/formatTime.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import { useRunPercent } from '../../ui/useRunPercent.ts';
import classes from './RecentCard.module.css';

/** The badge of a backup; of this tab's run as far as it is now, which its record follows only later. */
function LiveBadge({ record, runner }: { record: BackupRecord; runner: BackupRunner }) {
  const percent = useRunPercent(runner, record.id);
  return <BackupBadge record={record} fraction={percent === null ? null : percent / 100} />;
}

interface Props {
  records: readonly BackupRecord[];
  runner: BackupRunner;
  now: number;
  backupsHref: string;
  backupHref(id: string): string;
}

/** The newest runs; the rest is on the Backups page. */
export function RecentCard({ records, runner, now, backupsHref, backupHref }: Props) {
  return (
    <Card
      title="Recent backups"
      flush
      aside={
        <AppLink to={backupsHref} className={classes.all}>
          All backups →
        </AppLink>
      }
    >
      <ul className={classes.list}>
        {records.map((record) => (
          <li key={record.id} className={classes.row}>
            <AppLink
              to={backupHref(record.id)}
              className={classes.when}
              aria-label={`${formatAge(record.createdAt, now)}, ${record.filename}`}
              title={`${record.filename}, ${exactTime(record.createdAt) ?? ''}`}
            >
              {formatAge(record.createdAt, now)}
            </AppLink>
            <span className={classes.badges}>
              <TypeBadge type={record.type} />
              <LiveBadge record={record} runner={runner} />
            </span>
            <span className={classes.reason} title={record.reason}>
              {record.reason}
            </span>
            <span className={classes.rows}>{formatPlural(record.totalRows, 'row')}</span>
            <span className={classes.size} title={exactBytes(record.archive?.sizeBytes ?? null)}>
              {formatBytes(record.archive?.sizeBytes ?? null)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
