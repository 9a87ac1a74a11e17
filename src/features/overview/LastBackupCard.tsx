import { Button } from '@mantine/core';
import { IconBan, IconCircleHalf2, IconCircleXFilled, IconShieldCheckFilled } from '@tabler/icons-react';
import type { BackupRecord } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatCount, unknownValue } from '../../ui/formatNumber.ts';
import { consistencyWords, coverageWords, formatTables } from '../../ui/formatStatus.ts';
import { exactTime } from '../../ui/formatTime.ts';
import classes from './LastBackupCard.module.css';
import { describeLast } from './lastBackup.ts';

const icons = {
  green: IconShieldCheckFilled,
  yellow: IconCircleHalf2,
  red: IconCircleXFilled,
  gray: IconBan,
};

/** The last run that ended: whether it can be relied on, how old it is, and what is in it. `now` in ms. */
export function LastBackupCard({ record, now, href }: { record: BackupRecord; now: number; href: string }) {
  const { tone, title, line } = describeLast(record, now);
  const Icon = icons[tone];
  const facts = [
    { name: 'Status', value: <BackupBadge record={record} /> },
    { name: 'Tables', value: formatTables(record) },
    { name: 'Rows', value: formatCount(record.totalRows) },
    {
      name: 'Size',
      value: formatBytes(record.archive?.sizeBytes ?? null),
      title: exactBytes(record.archive?.sizeBytes ?? null),
    },
    { name: 'Consistency', value: consistencyWords[record.consistency].value },
    { name: 'Coverage', value: record.coverage === null ? unknownValue : coverageWords[record.coverage].value },
  ];
  return (
    <Card label="Last backup">
      <div className={classes.head}>
        <span className={classes.tile} data-tone={tone} aria-hidden="true">
          <Icon size={20} />
        </span>
        <div className={classes.words}>
          <h2 className={classes.title}>{title}</h2>
          <p className={classes.line} title={exactTime(record.createdAt)}>
            {line}
          </p>
        </div>
        <Button size="xs" component={AppLink} to={href} aria-label={`Details ${record.filename}`}>
          Details
        </Button>
      </div>
      <dl className={classes.facts}>
        {facts.map((fact) => (
          <div key={fact.name} title={fact.title}>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
