import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Card } from '../../ui/Card.tsx';
import classes from './PolicyCard.module.css';
import { PolicyFields, type PolicyFieldsProps } from './PolicyFields.tsx';

interface Props extends PolicyFieldsProps {
  /** Whether it differs from what is stored. */
  dirty: boolean;
  saving: boolean;
  onReset: () => void;
  onSave: () => void;
}

/** The rules by which backups stay, to be changed and saved. */
export function PolicyCard({ dirty, saving, onReset, onSave, ...fields }: Props) {
  const wrong = Object.keys(fields.errors).length > 0;
  return (
    <Card title="Policy">
      <form
        noValidate
        aria-label="Policy"
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong && dirty) onSave();
        }}
      >
        <p className={classes.about}>A backup stays if any of these rules keeps it.</p>
        <PolicyFields {...fields} />
        <p className={classes.lock}>
          <IconLock size={14} aria-hidden />
          The newest verified backup and pinned backups are never removed.
        </p>
        {!fields.disabled && (
          <div className={classes.actions}>
            <Button disabled={!dirty || saving} onClick={onReset}>
              Reset
            </Button>
            <Button type="submit" variant="filled" disabled={!dirty || wrong} loading={saving}>
              Save
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
