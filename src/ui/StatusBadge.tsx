import {
  IconBan,
  IconCircleCheckFilled,
  IconCircleHalf2,
  IconCircleXFilled,
  IconHelpCircle,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { BackupStatus } from '../core/backup.ts';
import classes from './Badge.module.css';
import { formatPercent } from './formatNumber.ts';
import { statusWords } from './formatStatus.ts';
import { Spinner } from './Spinner.tsx';

const looks: Record<BackupStatus, { colour: string | undefined; icon: ReactNode }> = {
  'in progress': { colour: classes.accent, icon: <Spinner size={12} /> },
  completed: { colour: classes.green, icon: <IconCircleCheckFilled size={14} aria-hidden /> },
  unproven: { colour: classes.yellow, icon: <IconHelpCircle size={14} aria-hidden /> },
  partial: { colour: classes.yellow, icon: <IconCircleHalf2 size={14} aria-hidden /> },
  failed: { colour: classes.red, icon: <IconCircleXFilled size={14} aria-hidden /> },
  cancelled: { colour: classes.gray, icon: <IconBan size={14} aria-hidden /> },
  interrupted: { colour: classes.gray, icon: <IconPlayerPause size={14} aria-hidden /> },
};

/** The status of a backup: a pill with an icon. `fraction` (0 to 1) is shown while it is in progress. */
export function StatusBadge({ status, fraction = null }: { status: BackupStatus; fraction?: number | null }) {
  const { colour, icon } = looks[status];
  const percent = status === 'in progress' && fraction !== null ? `, ${formatPercent(fraction)}` : '';
  return (
    <span className={`${classes.pill} ${colour}`}>
      {icon}
      {statusWords[status]}
      {percent}
    </span>
  );
}
