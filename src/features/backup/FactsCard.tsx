import type { ReactNode } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { BackupBadge } from '../../ui/BackupBadge.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatDuration } from '../../ui/formatDuration.ts';
import { formatCount, formatPercent, formatPlural, unknownValue } from '../../ui/formatNumber.ts';
import { consistencyWords, coverageWords, durationMs, formatTables } from '../../ui/formatStatus.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import classes from './FactsCard.module.css';

function Fact({ name, below, title, bad = false, children }: FactProps) {
  return (
    <div className={classes.fact} title={title}>
      <dt>{name}</dt>
      <dd className={classes.value}>{children}</dd>
      <dd className={classes.below} data-bad={bad || undefined}>
        {below}
      </dd>
    </div>
  );
}

interface FactProps {
  name: string;
  below: string;
  title?: string | undefined;
  /** Trouble: it is red. */
  bad?: boolean;
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

/** What the last look at the file found. */
function finding({ archive, tables }: BackupRecord): { words: string; bad: boolean } {
  if (archive === null) return { words: 'nothing was stored', bad: false };
  if (archive.bytes === 'missing') return { words: 'the file was not there', bad: true };
  if (archive.bytes === 'corrupt') {
    const faults =
      archive.faults.length === 0 ? 'it does not match' : `${formatPlural(archive.faults.length, 'fault')} found`;
    return { words: faults, bad: true };
  }
  if (archive.verifiedAt === null) return { words: 'not read back yet', bad: false };
  const parts = tables.reduce((sum, table) => sum + table.parts, 0);
  return { words: `${formatCount(archive.partsVerified)} of ${formatPlural(parts, 'part')} match`, bad: false };
}

/** Who started it: a person, or a schedule that ran as the person who was signed in. */
function maker({ schedule, createdBy }: BackupRecord): string {
  return schedule === null || schedule.slotId === null ? createdBy.email : schedule.name;
}

function Digest({ digest, onCopy }: { digest: string | null; onCopy(text: string): Promise<void> }) {
  if (digest === null) return <>{unknownValue}</>;
  return (
    <span className={classes.digest}>
      {digest.slice(0, 8)}…{digest.slice(-4)}
      <CopyButton label="Copy digest" iconOnly onCopy={() => onCopy(digest)} />
    </span>
  );
}

interface Props {
  record: BackupRecord;
  /** How far the check is that is on, 0 to 1; null when none is. */
  checking: number | null;
  /** ms since the epoch. */
  now: number;
  onCopy(text: string): Promise<void>;
}

/** What a backup is, at a glance. */
export function FactsCard({ record, checking, now, onCopy }: Props) {
  const { archive } = record;
  const digest = archive?.manifestSha256 ?? null;
  const checkedAt = archive?.checkedAt ?? archive?.verifiedAt ?? null;
  const consistency = consistencyWords[record.consistency];
  const coverage = record.coverage === null ? null : coverageWords[record.coverage];
  const found = finding(record);
  return (
    <Card label="Facts">
      <dl className={classes.facts}>
        <Fact name="Status" below={exported(record)}>
          <BackupBadge record={record} />
        </Fact>
        <Fact name="Rows" below={sizes(record)} title={exactBytes(archive?.sizeBytes ?? null)}>
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
        <Fact
          name="Digest"
          below={digest === null && archive !== null ? 'known after the next check' : 'SHA-256 of the content'}
          title={digest === null ? undefined : `SHA-256 of manifest.json, which holds all other digests: ${digest}`}
        >
          <Digest digest={digest} onCopy={onCopy} />
        </Fact>
        {checking === null ? (
          <Fact name="Verified" below={found.words} bad={found.bad} title={exactTime(checkedAt)}>
            {formatMoment(checkedAt, now)}
          </Fact>
        ) : (
          <Fact name="Verified" below="the file is read again">
            Checking… {formatPercent(checking)}
          </Fact>
        )}
      </dl>
    </Card>
  );
}
