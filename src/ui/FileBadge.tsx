import { IconFileOff, IconFileX } from '@tabler/icons-react';
import classes from './Badge.module.css';

/** Trouble with an archive's file, outlined so that it is not taken for the status of the run. */
export function FileBadge({ bytes }: { bytes: 'missing' | 'corrupt' }) {
  return (
    <span className={`${classes.pill} ${classes.red} ${classes.outlined}`}>
      {bytes === 'missing' ? <IconFileOff size={14} aria-hidden /> : <IconFileX size={14} aria-hidden />}
      {bytes === 'missing' ? 'Missing' : 'Corrupt'}
    </span>
  );
}
