import { IconPinFilled } from '@tabler/icons-react';
import type { Pin } from '../core/backup.ts';
import classes from './Badge.module.css';

/** "Pinned: Before the spring update". */
export function describePin({ note }: Pin): string {
  return note === '' ? 'Pinned' : `Pinned: ${note}`;
}

/** A pin beside a backup's name; its note shows on hovering and is read out. */
export function PinMark({ pin }: { pin: Pin }) {
  const words = describePin(pin);
  return (
    <span className={classes.pin} title={words}>
      <IconPinFilled size={14} role="img" aria-label={words} />
    </span>
  );
}
