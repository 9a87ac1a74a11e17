import {
  IconAlertTriangleFilled,
  IconArrowBackUp,
  IconBan,
  IconCircleCheckFilled,
  IconHelpCircle,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RestoreState } from '../../core/restore.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import classes from './RestoreStateBadge.module.css';
import { stateWords } from './restoreWords.ts';

const looks: Record<RestoreState, { tone: string; icon: ReactNode }> = {
  running: { tone: 'accent', icon: <Spinner size={12} /> },
  restored: { tone: 'green', icon: <IconCircleCheckFilled size={14} aria-hidden /> },
  'nothing-written': { tone: 'gray', icon: <IconBan size={14} aria-hidden /> },
  'rolled-back': { tone: 'yellow', icon: <IconArrowBackUp size={14} aria-hidden /> },
  'in-between': { tone: 'red', icon: <IconAlertTriangleFilled size={14} aria-hidden /> },
  unknown: { tone: 'red', icon: <IconHelpCircle size={14} aria-hidden /> },
  undone: { tone: 'gray', icon: <IconArrowBackUp size={14} aria-hidden /> },
};

/** How a restore stands: a pill with an icon. */
export function RestoreStateBadge({ state }: { state: RestoreState }) {
  const { tone, icon } = looks[state];
  return (
    <span className={classes.pill} data-tone={tone}>
      {icon}
      {stateWords[state].word}
    </span>
  );
}
