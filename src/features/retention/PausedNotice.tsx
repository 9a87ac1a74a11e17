import { Button } from '@mantine/core';
import type { BackupRecord } from '../../core/backup.ts';
import type { Pause } from '../../core/planRetention.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { formatNearMoment } from '../../ui/formatTime.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './PausedNotice.module.css';

interface Props {
  pause: Pause;
  /** All of them, tombstones too. */
  records: readonly BackupRecord[];
  now: number;
  backupHref(id: string): string;
  backupsHref: string;
  /** Null where the person may not delete backups. */
  onAnyway: (() => void) | null;
  cleaning: boolean;
}

function pinWords(good: BackupRecord | undefined): string | null {
  if (good === undefined) return 'There is no earlier good backup to pin.';
  return good.pin === null ? 'is pinned as soon as a cleanup is due.' : 'is pinned, so it stays.';
}

/** Why cleanup removes nothing, what was pinned, and the ways on. */
export function PausedNotice({ pause, records, now, backupHref, backupsHref, onAnyway, cleaning }: Props) {
  const good = records.find(({ id }) => id === pause.goodId);
  return (
    <Notice kind="warning" title="Cleanup is paused">
      <p className={classes.text}>{pause.message}</p>
      <p className={classes.text}>
        {good !== undefined && (
          <>
            The last good backup,{' '}
            <AppLink to={backupHref(good.id)} className={classes.link}>
              {formatNearMoment(good.createdAt, now)}
            </AppLink>
            ,{' '}
          </>
        )}
        {pinWords(good)} A new one is made on the page{' '}
        <AppLink to={backupsHref} className={classes.link}>
          Backups
        </AppLink>
        , with Create backup.
      </p>
      <div className={classes.actions}>
        <Button size="xs" component={AppLink} to={backupHref(pause.runId)}>
          See the run
        </Button>
        {onAnyway !== null && (
          <Button size="xs" loading={cleaning} onClick={onAnyway}>
            Clean up anyway…
          </Button>
        )}
      </div>
    </Notice>
  );
}
