import { NumberInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './PolicyCard.module.css';

interface Props {
  label: string;
  /** What the number counts: "days". */
  unit: ReactNode;
  value: number | string;
  error: string | undefined;
  disabled: boolean;
  placeholder?: string;
  onChange: (value: number | string) => void;
  /** Another way to answer, below. */
  below?: ReactNode;
}

/** A number of the policy: label, field and unit in a line, what is wrong with it below. */
export function PolicyRow({ label, unit, error, onChange, below, ...field }: Props) {
  const id = useId();
  return (
    <div className={classes.row}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <NumberInput
        id={id}
        classNames={{ root: classes.field ?? '', input: classes.number ?? '', error: classes.error ?? '' }}
        hideControls
        clampBehavior="none"
        thousandSeparator=","
        error={error}
        onChange={onChange}
        {...field}
      />
      <span className={classes.unit}>{unit}</span>
      {below !== undefined && <div className={classes.below}>{below}</div>}
    </div>
  );
}
