import { confirmDialog } from '../../ui/ConfirmDialog.tsx';

/** Asks before automatic backups are stopped, and says what that means. */
export function askStop(): Promise<boolean> {
  return confirmDialog({
    title: 'Stop automatic backups?',
    confirmLabel: 'Stop automatic backups',
    keepLabel: 'Keep them running',
    children: (
      <p>
        In all tabs of this browser, no backup and no cleanup runs by itself until you start them again. What is due
        meanwhile is not made up for. A job that is on goes on, and backups stay as they are.
      </p>
    ),
  });
}
