import { Button } from '@mantine/core';
import { Card } from '../../ui/Card.tsx';
import { formatPercent } from '../../ui/formatNumber.ts';
import { Spinner } from '../../ui/Spinner.tsx';
import classes from './JobCard.module.css';

interface Props {
  /** Name of the region: "Verification in progress". */
  label: string;
  /** "Verifying 3 of 41". */
  title: string;
  /** The file that it is about, and what is done with it. */
  line: string;
  /** How far all of it is, 0 to 1. */
  fraction: number;
  /** Accessible name of the button that ends it. */
  cancelLabel: string;
  onCancel(): void;
}

/** A slim card for a job that reads or adds archives: what it is at, how far it is, and Cancel. */
export function JobCard({ label, title, line, fraction, cancelLabel, onCancel }: Props) {
  return (
    <Card label={label} tone="accent" flush>
      <div className={classes.job}>
        <span className={classes.spinner}>
          <Spinner size={18} />
        </span>
        <div className={classes.words}>
          <p className={classes.title}>{title}</p>
          <p className={classes.line} title={line}>
            {line}
          </p>
        </div>
        <div className={classes.progress}>
          <div
            className={classes.bar}
            role="progressbar"
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.floor(fraction * 100)}
            aria-valuetext={`${title}, ${formatPercent(fraction)}`}
          >
            <div className={classes.fill} style={{ transform: `scaleX(${fraction})` }} />
          </div>
          <span className={classes.percent} aria-hidden="true">
            {formatPercent(fraction)}
          </span>
        </div>
        <Button className={classes.cancel ?? ''} c="var(--hf-red-text)" aria-label={cancelLabel} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </Card>
  );
}
