import { Button } from '@mantine/core';
import classes from './StepFoot.module.css';

interface Props {
  /** What was chosen, or what to know before going on. */
  says: string;
  label: string;
  disabled?: boolean;
  onNext(): void;
}

/** The end of a step: what was chosen, and the way on. */
export function StepFoot({ says, label, disabled = false, onNext }: Props) {
  return (
    <div className={classes.foot}>
      <p className={classes.says} aria-live="polite">
        {says}
      </p>
      <Button variant="filled" disabled={disabled} onClick={onNext}>
        {label}
      </Button>
    </div>
  );
}
