import { IconTrash } from '@tabler/icons-react';
import type { Removal } from '../core/backup.ts';
import classes from './Badge.module.css';
import { exactTime } from './formatTime.ts';

/** What a tombstone is: its bytes are gone, on purpose. */
export function RemovedBadge({ removed }: { removed: Removal }) {
  return (
    <span className={`${classes.pill} ${classes.gray} ${classes.outlined}`} title={exactTime(removed.at)}>
      <IconTrash size={14} aria-hidden />
      Removed
    </span>
  );
}
