import classes from './Badge.module.css';

/** Three quarters of a ring that turn while something is going on; stands still with reduced motion. */
export function Spinner({ size = 14 }: { size?: number }) {
  return (
    <svg className={classes.turning} width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <path d="M8 2a6 6 0 1 1-6 6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
