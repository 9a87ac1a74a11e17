import { useState } from 'react';
import type { BackupRecord } from '../../core/backup.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import { exactTime, formatMoment } from '../../ui/formatTime.ts';
import { PinMark } from '../../ui/PinMark.tsx';
import classes from './PlanCard.module.css';
import type { Decision } from './planWords.ts';

export interface PlanContext {
  /** ms since the epoch. */
  now: number;
  /** Address of a backup's own page. */
  backupHref(id: string): string;
}

export function BackupCell({ record, now, backupHref }: PlanContext & { record: BackupRecord }) {
  return (
    <span className={classes.backup}>
      <AppLink
        to={backupHref(record.id)}
        className={classes.link}
        title={[record.filename, exactTime(record.createdAt)].join('\n')}
      >
        {formatMoment(record.createdAt, now)}
      </AppLink>
      {record.pin !== null && <PinMark pin={record.pin} />}
    </span>
  );
}

export function NowCell({ keep }: { keep: boolean }) {
  return <span className={keep ? classes.keep : classes.remove}>{keep ? 'Keep' : 'Remove'}</span>;
}

/** Chips that are drawn at first. */
const shown = 3;

/** All that keeps a backup, as chips; why it goes, as a sentence. */
export function ReasonsCell({ keep, reasons }: Pick<Decision, 'keep' | 'reasons'>) {
  const [all, setAll] = useState(false);
  if (!keep) return <>{reasons.join(', ')}</>;
  const more = reasons.length - shown;
  return (
    <span className={classes.reasons}>
      {(all ? reasons : reasons.slice(0, shown)).map((reason) => (
        <span key={reason} className={classes.reason}>
          {reason}
        </span>
      ))}
      {more > 0 && !all && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {formatCount(more)} more
        </button>
      )}
    </span>
  );
}
