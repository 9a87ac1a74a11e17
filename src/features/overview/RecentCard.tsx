import type { BackupRecord } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatPlural } from '../../ui/formatNumber.ts';
import { exactTime, formatAge } from '../../ui/formatTime.ts';
import { TypeBadge } from '../../ui/TypeBadge.tsx';
import classes from './RecentCard.module.css';

interface Props {
  records: readonly BackupRecord[];
  now: number;
  backupsHref: string;
  backupHref(id: string): string;
}

/** The newest runs; the rest is on the Backups page. */
export function RecentCard({ records, now, backupsHref, backupHref }: Props) {
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
              <BackupBadge record={record} />
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
