import { useEffect } from 'react';
import { useBlocker } from 'react-router-dom';
import { confirmDialog } from '../ui/ConfirmDialog.tsx';
import type { UnsavedChanges } from '../ui/unsavedChanges.ts';

/** Asks before another page of the app replaces one with unsaved changes, by a link as well as by the browser's Back. */
export function LeaveGuard({ unsaved }: { unsaved: UnsavedChanges }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved.get() && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    const ask = async () => {
      const sure = await confirmDialog({
        title: 'Leave without saving?',
        children: 'What you changed on this page is not saved yet.',
        confirmLabel: 'Leave without saving',
        keepLabel: 'Stay on this page',
      });
      if (sure) blocker.proceed();
      else blocker.reset();
    };
    void ask(); // never rejects
  }, [blocker]);
  return null;
}
