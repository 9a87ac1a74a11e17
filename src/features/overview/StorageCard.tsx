import { Button } from '@mantine/core';
import type { BackupRecord, BackupType } from '../../core/backup.ts';
import { daysUntilFull, growthBytesPerDay } from '../../core/storageTrend.ts';
import type { StorageEstimate } from '../../ports/Host.ts';
import { Card } from '../../ui/Card.tsx';
import { exactBytes, formatBytes } from '../../ui/formatBytes.ts';
import { formatPercent } from '../../ui/formatNumber.ts';
import { storedBytes, typeWords } from '../../ui/formatStatus.ts';
import classes from './StorageCard.module.css';
import { formatFullIn } from './storageWords.ts';

/** Below this share of the quota, what is not a backup (records, settings) is not worth a colour. */
const worthShowing = 0.01;

const order: BackupType[] = ['automatic', 'manual', 'pre-restore', 'imported'];

interface Props {
  storage: StorageEstimate | null;
  records: readonly BackupRecord[];
  /** Tombstones, for what was stored in the past weeks. */
  removed: readonly BackupRecord[];
  /** ms since the epoch. */
  now: number;
  /** Asks the browser to keep the storage; null where the page offers that elsewhere. */
  onKeep: (() => void) | null;
}

/** How much of the browser's quota is used, by which backups, when it will be full, and whether the browser keeps it. */
export function StorageCard({ storage, records, removed, now, onKeep }: Props) {
  const quota = storage?.quotaBytes ?? null;
  const used = storage?.usedBytes ?? null;
  const share = quota === null || quota === 0 || used === null ? null : used / quota;
  const parts = order
    .map((type) => ({ type, bytes: storedBytes(records.filter((record) => record.type === type)) }))
    .filter((part) => part.bytes > 0)
    .map((part) => ({ ...part, name: typeWords[part.type] }));
  const other = (used ?? 0) - parts.reduce((sum, part) => sum + part.bytes, 0);
  const segments =
    quota !== null && other / quota > worthShowing ? [...parts, { type: 'other', bytes: other, name: 'Other' }] : parts;
  const growth = growthBytesPerDay([...records, ...removed], now);
  const fullIn = formatFullIn(daysUntilFull(quota === null || used === null ? null : quota - used, growth));
  return (
    <Card
      title="Storage in this browser"
      aside={share !== null && <span className={classes.share}>{formatPercent(share)} used</span>}
    >
      {share !== null && quota !== null && (
        <div className={classes.bar} aria-hidden="true">
          {segments.map((part) => (
            <span key={part.type} data-type={part.type} style={{ width: `${(part.bytes / quota) * 100}%` }} />
          ))}
        </div>
      )}
      {segments.length > 0 && (
        <ul className={classes.legend}>
          {segments.map((part) => (
            <li key={part.type} title={exactBytes(part.bytes)}>
              <span className={classes.dot} data-type={part.type} aria-hidden="true" />
              {part.name} <span className={classes.quiet}>{formatBytes(part.bytes)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.sum} title={exactBytes(used)}>
        {used === null ? (
          'This browser does not tell how much is used.'
        ) : (
          <>
            <strong>{formatBytes(used)}</strong> {quota === null ? 'used' : `of ${formatBytes(quota)}`}
            {fullIn !== null && `, ${fullIn}`}
          </>
        )}
      </p>
      {growth !== null && growth > 0 && (
        <p className={classes.line}>Grows by about {formatBytes(Math.round(growth))} a day</p>
      )}
      {storage !== null && (
        <div className={classes.keep}>
          <span>{storage.persistent ? 'Kept until you delete it' : 'The browser may clear it'}</span>
          {!storage.persistent && onKeep !== null && (
            <Button size="xs" onClick={onKeep}>
              Ask the browser to keep it
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
