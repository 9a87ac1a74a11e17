import { notifications } from '@mantine/notifications';
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleXFilled,
  IconInfoCircleFilled,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { describeError, isAbort } from '../core/HoldfastError.ts';
import { announce } from './LiveRegion.tsx';
import classes from './notify.module.css';

export interface Toast {
  /** What happened: "Backup completed and verified". */
  title: string;
  /** To what, in figures or a sentence. */
  message?: string;
  /** A link or button below. */
  action?: ReactNode;
}

const icons = {
  success: IconCircleCheckFilled,
  info: IconInfoCircleFilled,
  warning: IconAlertTriangleFilled,
  error: IconCircleXFilled,
};

function show(kind: keyof typeof icons, { title, message, action }: Toast): void {
  const Icon = icons[kind];
  notifications.show({
    title,
    message: (
      <>
        {message}
        {action && <div>{action}</div>}
      </>
    ),
    icon: <Icon size={18} />,
    // Errors stay until they are read; the rest leaves after a while, because the page shows the result anyway.
    autoClose: kind === 'success' || kind === 'info' ? 8_000 : false,
    // The live region speaks; were the toast an alert as well, everything would be said twice.
    role: 'group',
    'aria-label': title,
    closeButtonProps: { 'aria-label': 'Close' },
    className: classes[kind] ?? '',
    classNames: {
      root: classes.toast,
      icon: classes.icon,
      title: classes.title,
      description: classes.description,
    },
  });
  announce([title, message].filter(Boolean).join('. '), kind === 'error' ? 'assertive' : 'polite');
}

/** Toasts: they tell an event once. What lasts is a Notice on the page. */
export const notify = {
  success: (toast: Toast) => show('success', toast),
  /** Neither good nor bad: what the person asked for has ended. */
  info: (toast: Toast) => show('info', toast),
  /** Stays until it is closed. */
  warning: (toast: Toast) => show('warning', toast),
  /** Stays until it is closed. */
  error: (toast: Toast) => show('error', toast),
  /** Tells why an act failed, with the error's own words and hint. Aborts are no failures and say nothing. */
  failure(title: string, error: unknown): void {
    if (isAbort(error)) return;
    const { message, hint } = describeError(error);
    show('error', { title, message: [message, hint].filter(Boolean).join(' ') });
  },
  /** Takes all of them away, those that wait for room too: they were about a project that is left. */
  clear: () => notifications.clean(),
};
