import { IconBan, IconCircleCheckFilled, IconCircleHalf2, IconCircleXFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Badge.module.css';
import { Spinner } from './Spinner.tsx';

/** How the result of an act is to be taken. */
export type ResultTone = 'good' | 'running' | 'doubtful' | 'bad' | 'ended';

const looks: Record<ResultTone, { colour: string | undefined; icon: ReactNode }> = {
  good: { colour: classes.green, icon: <IconCircleCheckFilled size={14} aria-hidden /> },
  running: { colour: classes.accent, icon: <Spinner size={12} /> },
  doubtful: { colour: classes.yellow, icon: <IconCircleHalf2 size={14} aria-hidden /> },
  bad: { colour: classes.red, icon: <IconCircleXFilled size={14} aria-hidden /> },
  ended: { colour: classes.gray, icon: <IconBan size={14} aria-hidden /> },
};

/** What became of an act: words without a pill where all went well, else a pill with an icon. */
export function ResultBadge({ tone, children }: { tone: ResultTone; children: ReactNode }) {
  const { colour, icon } = looks[tone];
  return (
    <span className={`${classes.pill} ${colour} ${tone === 'good' ? classes.quiet : ''}`}>
      {icon}
      {children}
    </span>
  );
}
