import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import classes from './ErrorNotice.module.css';

export interface ErrorNoticeProps {
  /** What could not be done: "The history could not be read". */
  title: string;
  /** Why, and what it means for the data. */
  message: string;
  /** What the person can do. */
  hint?: string | null;
  /** Shown on demand, monospaced. */
  details?: string | null;
  onRetry?: () => void;
  retrying?: boolean;
  /** Another way out, beside Try again. */
  action?: ReactNode;
}

/** An error in place of the content it kept away: cause, what to do, Try again, Details. Read out when it appears. */
export function ErrorNotice({ title, message, hint, details, onRetry, retrying = false, action }: ErrorNoticeProps) {
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  return (
    <div className={classes.error} role="alert">
      <IconCloudOff size={20} className={classes.icon} aria-hidden="true" />
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{message}</p>
      {hint && <p className={classes.text}>{hint}</p>}
      <div className={classes.actions}>
        {onRetry && (
          <Button size="xs" onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        {action}
        {details && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-controls={detailsId}
            onClick={() => setOpen(!open)}
          >
            Details
          </Button>
        )}
      </div>
      {details && (
        <pre id={detailsId} className={classes.details} hidden={!open}>
          {details}
        </pre>
      )}
    </div>
  );
}
