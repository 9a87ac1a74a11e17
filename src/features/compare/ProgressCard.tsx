import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { CompareProgress } from '../../tasks/compareBackups.ts';
import { Card } from '../../ui/Card.tsx';
import { formatPercent } from '../../ui/formatNumber.ts';
import { announce } from '../../ui/LiveRegion.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { announceProgress, describeProgress } from './compareProgress.ts';
import classes from './ProgressCard.module.css';

/** How far the comparison is, and the way to end it. */
export function ProgressCard({ progress, onCancel }: { progress: CompareProgress | null; onCancel(): void }) {
  const words = describeProgress(progress);
  const said = announceProgress(words);
  useEffect(() => announce(said), [said]);
  return (
    <Card label="Comparison in progress" tone={words.waits ? 'yellow' : 'accent'}>
      <div className={classes.head}>
        <span className={classes.spinner}>
          <Spinner size={18} />
        </span>
        <div className={classes.words}>
          <h2 className={classes.title}>{words.title}</h2>
          <p className={classes.line}>{words.line}</p>
        </div>
        <Button c="var(--hf-red-text)" onClick={onCancel}>
          Cancel
        </Button>
      </div>
      <div className={classes.overall}>
        <div
          className={classes.bar}
          role="progressbar"
          aria-label="Progress of the comparison"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(words.fraction * 100)}
          aria-valuetext={words.text}
        >
          <div className={classes.fill} style={{ transform: `scaleX(${words.fraction})` }} />
        </div>
        <span className={classes.percent} aria-hidden="true">
          {formatPercent(words.fraction)}
        </span>
      </div>
    </Card>
  );
}
