import {
  IconAlertCircleFilled,
  IconAlertTriangleFilled,
  IconCircleXFilled,
  IconInfoCircle,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

type NoticeKind = 'warning' | 'error' | 'info' | 'quiet';

export interface NoticeProps {
  kind: NoticeKind;
  title?: ReactNode;
  children?: ReactNode;
  /** A button at its right end. */
  action?: ReactNode;
  /** Replaces the kind's icon, 16 px. */
  icon?: ReactNode;
  /** Read out at once when it appears: for what answers an act of the person, such as a refused form. */
  alert?: boolean;
  id?: string;
}

const icons = {
  warning: IconAlertTriangleFilled,
  error: IconCircleXFilled,
  info: IconInfoCircleFilled,
  quiet: IconInfoCircle,
};

/** A lasting fact on a page: what is so, to what, what to do. Events are toasts instead (notify.tsx). */
export function Notice({ kind, title, children, action, icon, alert = false, id }: NoticeProps) {
  const Icon = alert && kind === 'error' ? IconAlertCircleFilled : icons[kind];
  return (
    <div id={id} className={`${classes.notice} ${classes[kind] ?? ''}`} role={alert ? 'alert' : undefined}>
      <span className={classes.icon} aria-hidden="true">
        {icon ?? <Icon size={16} />}
      </span>
      <div className={classes.text}>
        {title !== undefined && <p className={classes.title}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}
