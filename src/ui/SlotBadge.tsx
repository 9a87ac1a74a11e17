import {
  IconBan,
  IconCircleCheckFilled,
  IconCircleHalf2,
  IconCircleXFilled,
  IconClockPause,
  IconHelpCircle,
  IconPlayerPause,
  IconRefresh,
  IconShieldX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SlotRecord, SlotResult } from '../core/slot.ts';
import classes from './Badge.module.css';
import { formatClock } from './formatComing.ts';
import { Spinner } from './Spinner.tsx';

interface Look {
  colour: string | undefined;
  icon: ReactNode;
  words: string;
}

const results: Record<SlotResult, Look> = {
  completed: { colour: classes.green, icon: <IconCircleCheckFilled size={14} aria-hidden />, words: 'Completed' },
  unproven: { colour: classes.yellow, icon: <IconHelpCircle size={14} aria-hidden />, words: 'Unproven' },
  partial: { colour: classes.yellow, icon: <IconCircleHalf2 size={14} aria-hidden />, words: 'Partial' },
  failed: { colour: classes.red, icon: <IconCircleXFilled size={14} aria-hidden />, words: 'Failed' },
  damaged: { colour: classes.red, icon: <IconShieldX size={14} aria-hidden />, words: 'Damage found' },
  cancelled: { colour: classes.gray, icon: <IconBan size={14} aria-hidden />, words: 'Cancelled' },
  paused: { colour: classes.yellow, icon: <IconPlayerPause size={14} aria-hidden />, words: 'Paused' },
  missed: { colour: classes.gray, icon: <IconBan size={14} aria-hidden />, words: 'Missed' },
};

const running: Look = { colour: classes.accent, icon: <Spinner size={12} />, words: 'Running' };
const retrying: Look = { colour: classes.yellow, icon: <IconRefresh size={14} aria-hidden />, words: 'Retrying' };

function lookOf(slot: SlotRecord, signedIn: boolean): Look {
  if (slot.state === 'running') return running;
  if (slot.state === 'retrying') return retrying;
  if (slot.state === 'waiting' || slot.result === null) {
    const words = signedIn ? 'Waiting its turn' : 'Waiting for sign-in';
    return { colour: classes.accent, icon: <IconClockPause size={14} aria-hidden />, words };
  }
  return results[slot.result];
}

/** What belongs beside the badge of a slot: "4 tries", "next try 02:06" (in the browser's zone); null when there is nothing. */
function besideBadge(slot: SlotRecord): string | null {
  if (slot.state === 'retrying' && slot.nextTryAt !== null)
    return `next try ${formatClock(Date.parse(slot.nextTryAt))}`;
  return slot.tries > 1 ? `${slot.tries} tries` : null;
}

interface SlotBadgeProps {
  slot: SlotRecord;
  /** Whether somebody is signed in: else a waiting slot waits for that. */
  signedIn?: boolean;
}

/** What became of a slot: a pill with an icon, and beside it how often it was tried. */
export function SlotBadge({ slot, signedIn = true }: SlotBadgeProps) {
  const { colour, icon, words } = lookOf(slot, signedIn);
  const beside = besideBadge(slot);
  return (
    <span className={classes.pair}>
      <span className={`${classes.pill} ${colour}`}>
        {icon}
        {words}
      </span>
      {beside !== null && <span className={classes.beside}>{beside}</span>}
    </span>
  );
}
