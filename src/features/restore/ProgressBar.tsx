import { formatPercent } from '../../ui/formatNumber.ts';
import classes from './ProgressBar.module.css';

interface Props {
  label: string;
  /** 0 to 1; null while it is not known. */
  share: number | null;
}

/** How far something is: a bar, and the percent beside it. */
export function ProgressBar({ label, share }: Props) {
  const percent = share === null ? null : formatPercent(share);
  return (
    <div className={classes.overall}>
      <div
        className={classes.bar}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
        aria-valuetext={percent ?? 'Not known yet'}
      >
        <div className={classes.fill} style={{ transform: `scaleX(${share ?? 0})` }} />
      </div>
      <span className={classes.percent} aria-hidden="true">
        {percent}
      </span>
    </div>
  );
}
