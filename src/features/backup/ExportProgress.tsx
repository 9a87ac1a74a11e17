import { Button, Progress } from '@mantine/core';
import { useStore } from 'zustand';
import { formatPercent } from '../../ui/formatNumber.ts';
import { useSpokenProgress } from '../../ui/useSpokenProgress.ts';
import classes from './ExportProgress.module.css';
import type { ExportStore } from './exportStore.ts';

/** How far the export is that is on; nothing when none is. */
export function ExportProgress({ store }: { store: ExportStore }) {
  const { running, cancel } = useStore(store);
  const what = running === null ? '' : `Writing ${running.what}`;
  useSpokenProgress({ running: running !== null, share: running?.share ?? 0, what, result: null });
  if (running === null) return null;
  const percent = formatPercent(running.share);
  return (
    <div className={classes.progress}>
      <span className={classes.words}>
        {what}… {percent}
      </span>
      <Progress
        className={classes.bar ?? ''}
        value={running.share * 100}
        size="sm"
        aria-label={what}
        aria-valuetext={percent}
      />
      <Button size="xs" onClick={cancel}>
        Cancel
      </Button>
    </div>
  );
}
