import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { RehearsalProgress } from '../../tasks/prepareRestore.ts';
import { Card } from '../../ui/Card.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import { announce } from '../../ui/LiveRegion.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import classes from './RunCards.module.css';

/** Where each phase begins and ends in the whole. Reading the project takes the most. */
const spans: Record<RehearsalProgress['phase'], [number, number]> = {
  opening: [0, 0.02],
  reading: [0.02, 0.6],
  comparing: [0.6, 0.8],
  sending: [0.8, 0.92],
  checking: [0.92, 1],
};

const titles: Record<RehearsalProgress['phase'], string> = {
  opening: 'Opening the backup',
  reading: 'Reading the tables as they are now',
  comparing: 'Comparing them with the backup',
  sending: 'Sending what differs, to a place beside your tables',
  checking: 'Asking the database what can be written',
};

interface Words {
  title: string;
  line: string;
  share: number;
}

/** How far a rehearsal is, in words. */
export function describeRehearsing(progress: RehearsalProgress | null): Words {
  if (progress === null) return { title: titles.opening, line: 'Nothing is written.', share: 0 };
  const { phase, live, share, signIn } = progress;
  const [from, to] = spans[phase];
  const done = from + (share ?? 0) * (to - from);
  if (signIn || live?.phase === 'sign-in')
    return { title: 'The rehearsal waits for sign-in', line: 'Sign in again to go on. Nothing is lost.', share: done };
  const expected =
    live?.expectedRows == null ? '' : ` of ${live.estimated ? 'about ' : ''}${formatCount(live.expectedRows)}`;
  const rows = phase === 'reading' && live !== null ? `${formatCount(live.rows)}${expected} rows read. ` : '';
  return { title: titles[phase], line: `${rows}Nothing is written.`, share: done };
}

/** How far the rehearsal is, and the way to end it. */
export function RehearsingCard({ progress, onCancel }: { progress: RehearsalProgress | null; onCancel(): void }) {
  const { title, line, share } = describeRehearsing(progress);
  useEffect(() => announce(`${title}.`), [title]);
  return (
    <Card label="Rehearsal in progress" tone="accent">
      <div className={classes.head}>
        <span className={classes.spinner}>
          <Spinner size={18} />
        </span>
        <div className={classes.words}>
          <h2 className={classes.title}>{title}</h2>
          <p className={classes.line}>{line}</p>
        </div>
        <Button c="var(--hf-red-text)" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <ProgressBar label="Progress of the rehearsal" share={share} />
    </Card>
  );
}
