import {
  IconCircleCheckFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconCircleXFilled,
  IconLock,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TableOutcome } from '../core/backup.ts';
import classes from './Badge.module.css';
import { outcomeWords } from './formatStatus.ts';

const looks: Record<TableOutcome, { colour: string | undefined; icon: ReactNode }> = {
  exported: { colour: classes.green, icon: <IconCircleCheckFilled size={14} aria-hidden /> },
  partial: { colour: classes.yellow, icon: <IconCircleHalf2 size={14} aria-hidden /> },
  denied: { colour: classes.red, icon: <IconLock size={14} aria-hidden /> },
  failed: { colour: classes.red, icon: <IconCircleXFilled size={14} aria-hidden /> },
  excluded: { colour: classes.gray, icon: <IconCircleMinus size={14} aria-hidden /> },
};

/** What became of one table: a pill with an icon. */
export function OutcomeBadge({ outcome }: { outcome: TableOutcome }) {
  const { colour, icon } = looks[outcome];
  return (
    <span className={`${classes.pill} ${colour}`}>
      {icon}
      {outcomeWords[outcome]}
    </span>
  );
}
