import { Button } from '@mantine/core';
import { useState } from 'react';
import type { SlotRecord } from '../../core/slot.ts';
import { formatCount } from '../../ui/formatNumber.ts';
import { sayLateness } from '../../ui/slotWords.ts';
import classes from './RunLogCells.module.css';
import { BackupCell, type LogContext, ResultCell, sayDue } from './RunLogCells.tsx';

const step = 20;

/** The run log where there is no room for a table. */
export function RunLogList({ slots, ...context }: LogContext & { slots: SlotRecord[] }) {
  const [shown, setShown] = useState(step);
  const left = slots.length - shown;
  return (
    <>
      <ul className={classes.list} aria-label="Run log">
        {slots.slice(0, shown).map((slot) => (
          <li key={slot.id} className={classes.item}>
            <span className={classes.due}>{sayDue(slot, context.now)}</span>
            {slot.backupId !== null && <BackupCell slot={slot} {...context} />}
            <span className={`${classes.wide} ${classes.quiet}`}>
              {[slot.name, sayLateness(slot)].filter(Boolean).join(', ')}
            </span>
            <div className={classes.wide}>
              <ResultCell slot={slot} {...context} />
            </div>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth className={classes.all ?? ''} onClick={() => setShown(shown + step)}>
          Show {formatCount(Math.min(step, left))} more
        </Button>
      )}
    </>
  );
}
