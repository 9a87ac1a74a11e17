import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';
import classes from './ConfirmDialog.module.css';

export interface ConfirmDialogProps {
  /** The question, with its object: "Delete 2 backups?" */
  title: string;
  /** The consequences, listed. */
  children: ReactNode;
  /** The act in words, never "OK": "Delete 2 backups". */
  confirmLabel: string;
  /** The way out in words: "Keep them". It has the focus. */
  keepLabel: string;
  /** A red button; the usual case. */
  danger?: boolean;
}

interface Answers {
  onAnswer: (confirmed: boolean) => void;
}

function ConfirmBody({ children, confirmLabel, keepLabel, danger = true, onAnswer }: ConfirmDialogProps & Answers) {
  return (
    <div className={classes.body}>
      {children}
      <div className={classes.actions}>
        <Button data-autofocus onClick={() => onAnswer(false)}>
          {keepLabel}
        </Button>
        <Button variant="filled" {...(danger ? { color: 'red' } : {})} onClick={() => onAnswer(true)}>
          {confirmLabel}
        </Button>
      </div>
    </div>
  );
}

/** Asks before an act that cannot be undone. Resolves with true only when the act itself was pressed. */
export function confirmDialog(props: ConfirmDialogProps): Promise<boolean> {
  return new Promise((resolve) => {
    const id = modals.open({
      title: props.title,
      onClose: () => resolve(false),
      children: (
        <ConfirmBody
          {...props}
          onAnswer={(confirmed) => {
            resolve(confirmed); // before closing, whose own answer is no
            modals.close(id);
          }}
        />
      ),
    });
  });
}
