import type { ReactNode } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatCount, formatPlural, unknownValue } from '../../ui/formatNumber.ts';
import { consistencyWords, coverageWords, durationMs, formatTables } from '../../ui/formatStatus.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import classes from './FactsCard.module.css';

function Fact({ name, below, title, children }: FactProps) {
  return (
    <div className={classes.fact} title={title}>
      <dt>{name}</dt>
      <dd className={classes.value}>{children}</dd>
      <dd className={classes.below}>{below}</dd>
    </div>
  );
}

interface FactProps {
  name: string;
  below: string;
  title?: string | undefined;
  children: ReactNode;
}

function sizes({ archive, totalBytes, removed }: BackupRecord): string {
  const read = formatBytes(totalBytes);
  if (removed !== null && archive !== null) return `was ${formatBytes(archive.sizeBytes)}, from ${read}`;
  return archive === null ? `${read} read, nothing stored` : `${formatBytes(archive.sizeBytes)}, from ${read}`;
}

function exported(record: BackupRecord): string {
  const meant = record.tables.filter((table) => table.outcome !== 'excluded');
  if (meant.length === 0) return record.tablesTotal === null ? '' : `${formatTables(record)} tables`;
  const whole = meant.filter((table) => table.outcome === 'exported');
  return `${formatCount(whole.length)} of ${formatPlural(meant.length, 'table')} exported`;
}

function verification(record: BackupRecord): string {
  if (record.archive === null) return 'nothing was stored';
  if (record.archive.verifiedAt === null) return 'not read back yet';
  const parts = record.tables.reduce((sum, table) => sum + table.parts, 0);
  return `${formatCount(record.archive.partsVerified)} of ${formatPlural(parts, 'part')} match`;
}

/** Who started it: a person, or a schedule that ran as the person who was signed in. */
function maker({ schedule, createdBy }: BackupRecord): string {
  return schedule === null || schedule.slotId === null ? createdBy.email : schedule.name;
}

/** What a backup is, at a glance. `now` in ms. */
export function FactsCard({ record, now }: { record: BackupRecord; now: number }) {
  const verifiedAt = record.archive?.verifiedAt ?? null;
  const consistency = consistencyWords[record.consistency];
  const coverage = record.coverage === null ? null : coverageWords[record.coverage];
  return (
    <Card label="Facts">
      <dl className={classes.facts}>
        <Fact name="Status" below={exported(record)}>
          <BackupBadge record={record} />
        </Fact>
        <Fact name="Rows" below={sizes(record)} title={exactBytes(record.archive?.sizeBytes ?? null)}>
          {formatCount(record.totalRows)}
        </Fact>
        <Fact name="Consistency" below={consistency.below}>
          {consistency.value}
        </Fact>
        <Fact name="Coverage" below={coverage?.below ?? 'not known yet'}>
          {coverage?.value ?? unknownValue}
        </Fact>
        <Fact name="Duration" below={`by ${maker(record)}`} title={record.createdBy.email}>
          {formatDuration(durationMs(record))}
        </Fact>
        <Fact name="Verified" below={verification(record)} title={exactTime(verifiedAt)}>
          {formatMoment(verifiedAt, now)}
        </Fact>
      </dl>
    </Card>
  );
}
